using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;

namespace ShopWebhooks.Events;

/// <summary>Finds event type and payload in a body in one pass, without a document in memory.</summary>
/// <remarks>
/// The pass only notes where the fields of the envelope are; which of them count is decided when all are known, so that the order of
/// the fields does not matter. The JSON reader reports bad JSON by exception and has no other way. They end here; only senders that
/// were verified get this far, so their cost is nobody's weapon.
/// </remarks>
internal static class EnvelopeReader
{
    private static readonly byte[] EmptyObject = "{}"u8.ToArray();

    private enum Name
    {
        SpecVersion,
        Event,
        Type,
        Data,
        DataBase64,
        Other,
    }

    public static bool TryRead(ReadOnlyMemory<byte> body, EventCatalog? catalog, out EventEnvelope envelope)
    {
        envelope = default;
        try
        {
            // The JSON reader does not look into the strings it skips.
            return Utf8.IsValid(body.Span)
                && TryFind(body.Span, out var fields, out var whole)
                && Decide(body, catalog, fields, whole, out envelope);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an unpaired surrogate in a name or in the event type.
            return false;
        }
    }

    private static bool TryFind(ReadOnlySpan<byte> body, out Fields fields, out Range whole)
    {
        fields = default;
        whole = default;
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameOf(ref reader);
            reader.Read();
            var kind = reader.TokenType;
            var valueStart = (int)reader.TokenStartIndex;
            reader.Skip();
            if (name == Name.Other)
            {
                continue;
            }

            // Of two equal keys, one reader takes the first and another the last.
            if (fields[(int)name].Kind != JsonTokenType.None)
            {
                return false;
            }

            fields[(int)name] = new Field(kind, valueStart..(int)reader.BytesConsumed);
        }

        whole = start..(int)reader.BytesConsumed;

        // Throws when anything but white space follows.
        reader.Read();
        return true;
    }

    private static Name NameOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("event"u8) ? Name.Event
        : reader.ValueTextEquals("type"u8) ? Name.Type
        : reader.ValueTextEquals("data"u8) ? Name.Data
        : reader.ValueTextEquals("specversion"u8) ? Name.SpecVersion
        : reader.ValueTextEquals("data_base64"u8) ? Name.DataBase64
        : Name.Other;

    private static bool Decide(
        ReadOnlyMemory<byte> body,
        EventCatalog? catalog,
        in Fields fields,
        Range whole,
        out EventEnvelope envelope)
    {
        var (format, type) = (fields[(int)Name.SpecVersion].Kind, fields[(int)Name.Event].Kind) switch
        {
            (not JsonTokenType.None, _) => (WebhookFormat.CloudEvents, Name.Type),
            (_, JsonTokenType.String) => (WebhookFormat.Flat, Name.Event),
            _ => (WebhookFormat.StandardWebhooks, Name.Type),
        };
        var payload = format switch
        {
            WebhookFormat.Flat => body[whole],
            WebhookFormat.StandardWebhooks => Data(body, fields),
            _ => CloudEventData(body, fields),
        };
        var eventType = payload.IsEmpty ? null : ReadEventType(body.Span, fields[(int)type], catalog);
        envelope = eventType is null ? default : new EventEnvelope(eventType, payload, format);
        return eventType is not null;
    }

    // Empty where there is none, since an object has at least two bytes.
    private static ReadOnlyMemory<byte> Data(ReadOnlyMemory<byte> body, in Fields fields)
    {
        var data = fields[(int)Name.Data];
        return data.Kind == JsonTokenType.StartObject ? body[data.Place] : default;
    }

    private static ReadOnlyMemory<byte> CloudEventData(ReadOnlyMemory<byte> body, in Fields fields)
    {
        var version = fields[(int)Name.SpecVersion];
        if (version.Kind != JsonTokenType.String
            || !StringAt(body.Span, version).ValueTextEquals("1.0"u8)
            || !IsAbsent(fields[(int)Name.DataBase64]))
        {
            return default;
        }

        return IsAbsent(fields[(int)Name.Data]) ? EmptyObject : Data(body, fields);
    }

    private static bool IsAbsent(Field field) => field.Kind is JsonTokenType.None or JsonTokenType.Null;

    private static string? ReadEventType(ReadOnlySpan<byte> body, Field field, EventCatalog? catalog)
    {
        // Escaped, a character takes up to six bytes.
        const int MostBytes = 6 * EventTypeName.MaxLength;
        if (field.Kind != JsonTokenType.String)
        {
            return null;
        }

        var reader = StringAt(body, field);
        if (reader.ValueSpan.Length > MostBytes)
        {
            return null;
        }

        Span<char> buffer = stackalloc char[MostBytes];
        var name = buffer[..reader.CopyString(buffer)];
        return !EventTypeName.IsReceivable(name) ? null : catalog is null ? name.ToString() : catalog.Intern(name);
    }

    private static Utf8JsonReader StringAt(ReadOnlySpan<byte> body, Field field)
    {
        var reader = new Utf8JsonReader(body[field.Place]);
        reader.Read();
        return reader;
    }

    private readonly record struct Field(JsonTokenType Kind, Range Place);

    [InlineArray((int)Name.Other)]
    private struct Fields
    {
        private Field _first;
    }
}
