namespace ShopWebhooks.Providers;

/// <summary>The library's providers and the application's, by name.</summary>
internal sealed class ProviderSet
{
    private readonly Dictionary<string, WebhookProvider> _providers = new(StringComparer.OrdinalIgnoreCase);

    public ProviderSet(IEnumerable<WebhookProvider> registered)
    {
        foreach (var provider in WebhookProviders.All.Concat(registered))
        {
            if (!_providers.TryAdd(provider.Name, provider) && !ReferenceEquals(_providers[provider.Name], provider))
            {
                Problems.Add($"The provider '{provider.Name}' is declared twice, differently; give yours a name of its own.");
            }
        }
    }

    /// <summary>What is wrong with the registrations, for the report at start.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>All names, for messages.</summary>
    public string Names => string.Join(", ", _providers.Keys);

    public WebhookProvider? Find(string? name) => name is null ? null : _providers.GetValueOrDefault(name);
}
