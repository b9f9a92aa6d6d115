using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Events;

/// <summary>Renders a message as the body for an endpoint: a pure function of message and format.</summary>
/// <remarks>
/// Every attempt renders again, and each time the bytes must be the same. So the payload is spliced in as it was sealed, and times are
/// cut to milliseconds: a message that comes back from a store may have lost its finer digits. The time of an envelope is that of
/// acceptance; looking for an <c>occurred_at</c> would mean to parse the payload on every attempt.
/// </remarks>
internal static class BodyRenderer
{
    // The fixed text and the time of either envelope take less than this.
    private const int FixedLength = 256;
    private const int StackLength = 1024;

    /// <summary>The body. In the Flat format it is the payload itself, not copied.</summary>
    public static DeliveryBody Render(WebhookMessage message, WebhookFormat format) => format switch
    {
        WebhookFormat.Flat => new DeliveryBody(message.Payload, message.ContentType),
        WebhookFormat.StandardWebhooks => new DeliveryBody(StandardWebhooks(message), "application/json"),

        // Without a charset: JSON is UTF-8, and its media types define no such parameter.
        WebhookFormat.CloudEvents => new DeliveryBody(CloudEvents(message), "application/cloudevents+json"),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "The format must be a defined value."),
    };

    private static byte[] StandardWebhooks(WebhookMessage message)
    {
        var type = Escape(message.EventType);
        var bound = FixedLength + type.Length;
        Span<byte> head = bound <= StackLength ? stackalloc byte[StackLength] : new byte[bound];
        Utf8.TryWrite(
            head,
            CultureInfo.InvariantCulture,
            $$"""{"type":"{{type}}","timestamp":"{{message.CreatedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}","data":""",
            out var length);
        return Splice(head[..length], message.Payload.Span);
    }

    private static byte[] CloudEvents(WebhookMessage message)
    {
        var id = Escape(message.Id);
        var source = Uri.EscapeDataString(message.Origin);
        var type = Escape(message.EventType);
        var bound = FixedLength + id.Length + source.Length + type.Length;
        Span<byte> head = bound <= StackLength ? stackalloc byte[StackLength] : new byte[bound];
        Utf8.TryWrite(
            head,
            CultureInfo.InvariantCulture,
            $$"""
            {"specversion":"1.0","id":"{{id}}","source":"urn:shopwebhooks:{{source}}","type":"{{type}}",
            """,
            out var length);
        Utf8.TryWrite(
            head[length..],
            CultureInfo.InvariantCulture,
            $$"""
            "time":"{{message.CreatedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}","datacontenttype":"application/json","data":
            """,
            out var more);
        return Splice(head[..(length + more)], message.Payload.Span);
    }

    // What the encoder writes is ASCII, so that a length in characters is one in bytes; it returns the same string where there is
    // nothing to escape.
    private static string Escape(string text) => JavaScriptEncoder.Default.Encode(text);

    private static byte[] Splice(ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload)
    {
        var body = new byte[head.Length + payload.Length + 1];
        head.CopyTo(body);
        payload.CopyTo(body.AsSpan(head.Length));
        body[^1] = (byte)'}';
        return body;
    }
}
