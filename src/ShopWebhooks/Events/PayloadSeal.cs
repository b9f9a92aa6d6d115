using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ShopWebhooks.Events;

/// <summary>Writes payloads as JSON with their event type inside.</summary>
internal static class PayloadSeal
{
    /// <summary>Writes a payload of a registered type.</summary>
    public static byte[] Write(object payload, EventType type)
    {
        if (payload is WebhookEvent { UnknownFields: { Count: > 0 } fields } && PayloadRules.FieldTwice(fields, type.TypeInfo) is { } name)
        {
            throw new ArgumentException(
                $"The unknown fields of a payload of {type.PayloadType} hold '{name}', which is a field of the type; set its property"
                + " instead.",
                nameof(payload));
        }

        var json = Write(payload, type.Name, type.TypeInfo);

        if (type.IsBuiltIn)
        {
            return json;
        }

        return EventOf(json) switch
        {
            { Found: false } => Splice(type.Name, json),
            { Text: { } text } when text == type.Name => json,
            _ => throw new ArgumentException(
                $"A payload of {type.PayloadType} carries another 'event' than the event type it is registered for, '{type.Name}'.",
                nameof(payload)),
        };
    }

    // SerializeToUtf8Bytes keeps its writer and buffer per thread, so that the exact array is all that is allocated.
    public static byte[] Write(object payload, string eventType, JsonTypeInfo typeInfo)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(payload, typeInfo);
        }
        catch (PayloadException exception)
        {
            throw new ArgumentException(
                $"The payload of event type '{eventType}' cannot be written as JSON. {exception.Message}", nameof(payload), exception);
        }
        catch (Exception exception)
        {
            // A kept field with an unpaired surrogate cannot be written again; an application's type may throw what it likes.
            throw new ArgumentException(
                $"The payload of event type '{eventType}' cannot be written as JSON: {typeInfo.Type} failed with"
                + $" {exception.GetType().Name}.",
                nameof(payload),
                exception);
        }
    }

    // Looked up in the JSON and not in the type, because extension data, dictionaries and converters write fields that no metadata
    // tells of. Only applications' types pay for it.
    private static (bool Found, string? Text) EventOf(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        (bool Found, string? Text) result = default;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isEvent = reader.ValueTextEquals("event"u8);
            reader.Read();
            if (isEvent)
            {
                result = (true, !result.Found && reader.TokenType == JsonTokenType.String ? reader.GetString() : null);
            }

            reader.Skip();
        }

        return result;
    }

    // The name needs no escaping: registration let only letters, digits, '_', '.' and '-' through.
    private static byte[] Splice(string eventType, ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> open = "{\"event\":\""u8;
        var start = json.IndexOf((byte)'{') + 1;
        var rest = json[start..];
        var isEmpty = rest.TrimStart(" \t\r\n"u8).StartsWith("}"u8);
        var close = isEmpty ? "\""u8 : "\","u8;
        var result = new byte[open.Length + eventType.Length + close.Length + rest.Length];
        var target = result.AsSpan();
        open.CopyTo(target);
        var length = open.Length + System.Text.Encoding.ASCII.GetBytes(eventType, target[open.Length..]);
        close.CopyTo(target[length..]);
        rest.CopyTo(target[(length + close.Length)..]);
        return result;
    }
}
