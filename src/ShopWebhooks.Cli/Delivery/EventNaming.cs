using System.Text.Json;
using System.Text.Json.Nodes;
using ShopWebhooks.Events;

namespace ShopWebhooks.Cli.Delivery;

/// <summary>Names the event type of a body where its provider looks for it: in a header, or, in the library's own format, in the body.</summary>
internal static class EventNaming
{
    private const string Field = "event";

    /// <exception cref="UsageException">The event type is none, or the body cannot take it.</exception>
    public static Parcel Name(Parcel parcel, string eventType)
    {
        try
        {
            _ = new UnknownEvent(eventType);
        }
        catch (ArgumentException)
        {
            throw new UsageException("--event is not an event type; give 1 to 100 printable ASCII characters without a space at either end.");
        }

        if (parcel.Provider.EventType.Count == 0)
        {
            return parcel with { Body = NameInBody(parcel.Body, eventType) };
        }

        return parcel.Provider.EventType.Select(field => field.HeaderName).FirstOrDefault(name => name is not null) is { } header
            ? parcel with { EventHeader = new(header, eventType) }
            : throw new UsageException(
                $"{parcel.Provider.Name} names the event type itself ({string.Join(", else ", parcel.Provider.EventType)}); write it there, and leave "
                + "--event out.");
    }

    private static byte[] NameInBody(byte[] body, string eventType)
    {
        JsonObject? payload;
        try
        {
            payload = JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            payload = null;
        }

        if (payload is null)
        {
            throw new UsageException("--event writes the event type into the body, which is no JSON object; leave --event out, or give an object.");
        }

        if (payload[Field] is { } named)
        {
            return named.GetValueKind() == JsonValueKind.String && named.GetValue<string>() == eventType
                ? body
                : throw new UsageException($"The body names another event type than --event {eventType}; leave --event out.");
        }

        payload.Insert(0, Field, eventType);
        return JsonSerializer.SerializeToUtf8Bytes(payload);
    }
}
