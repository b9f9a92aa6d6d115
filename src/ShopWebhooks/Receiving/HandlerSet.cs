namespace ShopWebhooks.Receiving;

/// <summary>All handlers of the application, by endpoint id.</summary>
internal sealed class HandlerSet
{
    private readonly Dictionary<string, HandlerEndpoint> _handlers = new(StringComparer.Ordinal);

    public HandlerSet(IEnumerable<HandlerRegistration> registrations)
    {
        foreach (var named in registrations.GroupBy(registration => registration.Name, StringComparer.Ordinal))
        {
            var first = named.First();
            if (named.Any(other => !other.Identity.Equals(first.Identity) || !other.Options.IsSameAs(first.Options)))
            {
                Problems.Add(
                    $"The handler name '{named.Key}' is used for two different registrations; deliveries are owed to a handler by its "
                    + "name, so give each a name of its own: AddHandler<TEvent, THandler>(\"name\") or On<TEvent>(\"name\", …).");
            }

            var endpoint = new HandlerEndpoint(named.Key, named.DistinctBy(registration => registration.PayloadType));
            _handlers.Add(endpoint.Endpoint.Id, endpoint);
        }
    }

    /// <summary>What is wrong with the registrations, for the report at start.</summary>
    public List<string> Problems { get; } = [];

    public IReadOnlyCollection<HandlerEndpoint> All => _handlers.Values;

    public HandlerEndpoint? Find(string endpointId) => _handlers.GetValueOrDefault(endpointId);
}
