using System.Text;
using System.Text.Json;
using ShopWebhooks.Events;

namespace ShopWebhooks.Cli.Delivery;

/// <summary>Names the event type of a body where its provider looks for it: in a header, or, in the library's own format, in the body.</summary>
internal static class EventNaming
{
    private const string Field = "event";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

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
                $"{parcel.Provider.Name} names the event type itself ({string.Join(", else ", parcel.Provider.EventType)}); "
                + "write it there, and leave --event out.");
    }

    private static byte[] NameInBody(byte[] body, string eventType)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            var payload = document.RootElement;
            if (payload.ValueKind != JsonValueKind.Object)
            {
                throw NoObject();
            }

            if (payload.TryGetProperty(Field, out var named))
            {
                return named.ValueKind == JsonValueKind.String && named.ValueEquals(eventType)
                    ? body
                    : throw new UsageException($"The body names another event type than --event {eventType}; leave --event out.");
            }

            // Into the bytes, behind the brace that only white space can precede: whatever else they say, and how, is the user's.
            var inside = Array.IndexOf(body, (byte)'{') + 1;
            var end = payload.EnumerateObject().Any() ? "," : "";
            return [.. body[..inside], .. Encoding.UTF8.GetBytes($"\"{Field}\":\"{JsonEncodedText.Encode(eventType)}\"{end}"), .. body[inside..]];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an unpaired surrogate in a name.
            throw NoObject();
        }
    }

    private static UsageException NoObject() => new(
        "--event writes the event type into the body, which is no JSON object, or has a name twice; leave --event out, or give an object.");
}
