using ShopWebhooks.Delivery;
using ShopWebhooks.Events;
using ShopWebhooks.Providers;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Endpoints;

/// <summary>Makes endpoints of their settings, and checks them against all that this application has: transports, event types, schemas.</summary>
internal sealed class EndpointMaker(
    TransportRegistry transports, EventCatalog catalog, BodyMaker bodies, ProviderSet providers, IBodySchemaReader? schemas = null)
{
    /// <summary>Makes an endpoint; null when it cannot be made at all.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="options">Its settings.</param>
    /// <param name="key">What to call the settings in problems.</param>
    /// <param name="problems">Gets a sentence for each thing that is wrong.</param>
    public WebhookEndpoint? Make(string id, WebhookEndpointOptions options, string key, List<string> problems)
    {
        if (EndpointFactory.Create(id, options, key, providers, schemas, problems) is not { } endpoint)
        {
            return null;
        }

        if (transports.Refuse(endpoint.Address.Scheme) is { } refusal)
        {
            problems.Add($"{key}:Address: {refusal}.");
        }

        problems.AddRange(BodyFit.Problems(endpoint, catalog, bodies, key));
        return endpoint;
    }
}
