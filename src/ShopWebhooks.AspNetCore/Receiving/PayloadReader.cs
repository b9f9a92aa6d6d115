using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ShopWebhooks.AspNetCore.Telemetry;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>Reads the payload for an endpoint that takes a <see cref="Webhook{T}"/>, by the rules that handlers have.</summary>
/// <remarks>
/// Refused is what does not fit, since what is answered 200 is not sent again, and nobody would see that it was lost. A ping has nothing
/// to lose.
/// </remarks>
internal sealed class PayloadReader(Type[] payloadTypes, EventCatalog catalog, string? route, ILogger logger)
{
    /// <summary>Null when the payload is what the endpoint takes, or the endpoint takes none; else the answer.</summary>
    public WebhookAnswer? Read(VerifiedWebhook webhook, out object? payload)
    {
        payload = null;
        if (payloadTypes.Length == 0)
        {
            return null;
        }

        var eventType = catalog.Find(webhook.EventType!);
        if (!payloadTypes.All(wanted => Takes(wanted, eventType)))
        {
            return eventType?.Name == Ping.Type
                ? new WebhookAnswer(StatusCodes.Status200OK)
                : Refuse(webhook, eventType, $"it takes {string.Join(" and ", payloadTypes.Select(each => each.Name))}");
        }

        try
        {
            payload = catalog.Deserialize(webhook.EventType!, webhook.Payload.Span);
            return null;
        }
        catch (JsonException)
        {
            return Refuse(webhook, eventType, $"the payload does not fit {PayloadTypeOf(eventType).Name}");
        }
    }

    private static Type PayloadTypeOf(EventType? eventType) => eventType?.PayloadType ?? typeof(UnknownEvent);

    private static bool Takes(Type wanted, EventType? eventType) =>
        wanted == PayloadTypeOf(eventType) || (eventType is not { IsByNameOnly: true } && wanted.IsAssignableFrom(PayloadTypeOf(eventType)));

    private WebhookAnswer Refuse(VerifiedWebhook webhook, EventType? eventType, string reason)
    {
        Log.NotWhatTheEndpointTakes(logger, eventType?.Name ?? "(not registered)", webhook.Source!, route, reason);
        return new WebhookAnswer(StatusCodes.Status400BadRequest);
    }
}
