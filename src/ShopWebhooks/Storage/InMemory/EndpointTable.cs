using System.Diagnostics.CodeAnalysis;

namespace ShopWebhooks.Storage.InMemory;

/// <summary>The endpoints that are owed something or have a state; others are forgotten from time to time.</summary>
internal sealed class EndpointTable
{
    private readonly Dictionary<string, EndpointEntry> _endpoints = new(StringComparer.Ordinal);

    public IReadOnlyCollection<EndpointEntry> All => _endpoints.Values;

    public bool TryFind(string id, [NotNullWhen(true)] out EndpointEntry? endpoint) => _endpoints.TryGetValue(id, out endpoint);

    public EndpointEntry Get(string id)
    {
        if (!_endpoints.TryGetValue(id, out var endpoint))
        {
            _endpoints.Add(id, endpoint = new EndpointEntry(id));
        }

        return endpoint;
    }

    public void ForgetIdle(long now)
    {
        foreach (var endpoint in _endpoints.Values)
        {
            if (endpoint.Owed == 0 && !endpoint.HasState(now))
            {
                _endpoints.Remove(endpoint.Id);
            }
        }
    }
}
