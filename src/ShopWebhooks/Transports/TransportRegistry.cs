using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Receiving;

namespace ShopWebhooks.Transports;

/// <summary>Finds the transport for a URI scheme, whatever its case.</summary>
/// <remarks>Thread-safe. A transport is made when it is first asked for, so that one may depend on what depends on the registry.</remarks>
internal sealed class TransportRegistry
{
    private readonly FrozenDictionary<string, Lazy<IWebhookTransport>> _transports;

    public TransportRegistry(IEnumerable<TransportRegistration> registrations, IServiceProvider services)
    {
        var problems = new List<string>();
        var transports = new Dictionary<string, Lazy<IWebhookTransport>>(StringComparer.OrdinalIgnoreCase);
        foreach (var scheme in registrations.Distinct().GroupBy(each => each.Scheme, StringComparer.OrdinalIgnoreCase))
        {
            var types = scheme.Select(each => each.TransportType).Distinct().ToList();
            if (!Uri.CheckSchemeName(scheme.Key))
            {
                problems.Add($"The transport {types[0]} is registered for '{scheme.Key}', which is no URI scheme; "
                    + "use letters, digits, '+', '-' and '.', a letter first.");
            }

            if (types.Count > 1)
            {
                problems.Add(
                    $"The URI scheme '{scheme.Key}' has {types.Count} transports ({string.Join(", ", types)}); register one of them.");
            }

            // A failed constructor is not remembered: what it missed may be there at the next attempt.
            transports[scheme.Key] = new Lazy<IWebhookTransport>(
                () => (IWebhookTransport)services.GetRequiredService(types[0]), LazyThreadSafetyMode.PublicationOnly);
        }

        Problems = problems;
        _transports = transports.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What is wrong with the registrations, in sentences; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>The transport for a scheme; null when there is none. Throws what its constructor does.</summary>
    /// <param name="scheme">The URI scheme.</param>
    public IWebhookTransport? Find(string scheme) => _transports.TryGetValue(scheme, out var transport) ? transport.Value : null;

    /// <summary>Why addresses of a scheme cannot be carried, as a clause without a full stop; null when they can.</summary>
    /// <param name="scheme">The URI scheme.</param>
    public string? Refuse(string scheme)
    {
        if (_transports.ContainsKey(scheme))
        {
            return null;
        }

        // No endpoint may have the scheme of handlers.
        var known = _transports.Keys.Where(each => each != HandlerEndpoint.Scheme).Order(StringComparer.Ordinal);
        return $"no transport carries the scheme '{scheme}'; known are {string.Join(", ", known)}, and AddTransport<T>(\"scheme\") adds one";
    }
}
