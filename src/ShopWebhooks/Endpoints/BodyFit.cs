using ShopWebhooks.Delivery;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Endpoints;

/// <summary>Tells what is known before anything is sent about whether the bodies for an endpoint fit the schema it requires.</summary>
/// <remarks>
/// The example of each event type that the endpoint is owed must fit, and what the schema requires must be in the schema of the event
/// type. No more is claimed: an optional field may be missing from one payload and not from the next, so each body is checked, too.
/// </remarks>
internal static class BodyFit
{
    public static IEnumerable<string> Problems(WebhookEndpoint endpoint, EventCatalog catalog, BodyMaker bodies, string key)
    {
        if (endpoint.RequiredSchema is not { } required)
        {
            yield break;
        }

        foreach (var type in catalog.Types.Where(type => endpoint.Events.Matches(type.Name, type.IsByNameOnly)))
        {
            // What a transformation makes of a payload is described by no schema.
            string[] missing = endpoint.Transform is null ? [.. required.FindMissing(PayloadSchema.Export(type, endpoint.Format))] : [];
            foreach (var path in missing)
            {
                yield return $"{key}:RequiredSchema: it requires {path}, which '{type.Name}' does not have; correct the schema, leave '{type.Name}' out of"
                    + $" {key}:Events, or make another body with Transform.";
            }

            if (missing.Length == 0 && Example(type) is { } example && endpoint.Where?.Matches(example.Payload.Span) is not false
                && bodies.TryMake(endpoint, example, out var refusal) is null)
            {
                yield return $"{key}:RequiredSchema: the example of '{type.Name}' cannot be sent; correct the schema, leave '{type.Name}' out of"
                    + $" {key}:Events, or change {key}:Format or the transformation. {refusal}";
            }
        }
    }

    private static WebhookMessage? Example(EventType type) => type.Example is null ? null : new WebhookMessage
    {
        Id = "msg_00000000000000000000000000000000",
        EventType = type.Name,
        Origin = WebhookMessage.LocalOrigin,
        CreatedAt = DateTimeOffset.UnixEpoch,
        Payload = PayloadSeal.Write(type.Example, type),
    };
}
