using ShopWebhooks.Endpoints;
using ShopWebhooks.Receiving;

namespace ShopWebhooks;

/// <summary>The settings of the library, bound from a configuration section and completed in code. Validated when the host starts.</summary>
/// <remarks>
/// Read anew after each change of the configuration, so that secrets are rotated and endpoints changed without a restart. A change that
/// is not valid is logged and ignored as a whole; what was valid before stays in force.
/// </remarks>
public sealed class ShopWebhooksOptions
{
    /// <summary>Who we receive from, by name: the name is the <c>{source}</c> of the URL. Names ignore case and are kept in lower case.</summary>
    /// <value>Empty.</value>
    public IDictionary<string, WebhookSourceOptions> Sources { get; } =
        new Dictionary<string, WebhookSourceOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where messages go, by id. Ids ignore case and are kept in lower case.</summary>
    /// <value>Empty.</value>
    public IDictionary<string, WebhookEndpointOptions> Endpoints { get; } =
        new Dictionary<string, WebhookEndpointOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether this process makes deliveries. A process that does not still accepts webhooks and events for others to deliver.</summary>
    /// <value>True.</value>
    public bool ProcessDeliveries { get; set; } = true;

    /// <summary>What was wrong with a declaration already when it was made; reported with all other problems when the host starts.</summary>
    internal List<string> Problems { get; } = [];

    internal bool IsSameAs(ShopWebhooksOptions other) =>
        ProcessDeliveries == other.ProcessDeliveries
        && AreSame(Sources, other.Sources, (one, another) => one.IsSameAs(another))
        && AreSame(Endpoints, other.Endpoints, (one, another) => one.IsSameAs(another));

    private static bool AreSame<T>(IDictionary<string, T> some, IDictionary<string, T> others, Func<T, T, bool> areSame) =>
        some.Count == others.Count && some.All(each => others.TryGetValue(each.Key, out var other) && areSame(each.Value, other));
}
