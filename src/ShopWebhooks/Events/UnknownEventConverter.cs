using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>Reads any JSON object as an <see cref="UnknownEvent"/>.</summary>
/// <remarks>
/// Generated metadata would not do: it refuses a payload whose <c>customer_id</c> is a number or whose <c>event</c> is an object, as
/// senders of foreign event types have them, and an unknown event must never fail to arrive for the form of a field nobody asked for.
/// </remarks>
internal sealed class UnknownEventConverter : JsonConverter<UnknownEvent>
{
    private const string Event = "event";
    private const string CustomerId = "customer_id";
    private const string OccurredAt = "occurred_at";

    /// <summary>Makes the event of a type from all fields of its payload.</summary>
    /// <exception cref="JsonException">The event type is none.</exception>
    public static UnknownEvent Create(string eventType, Dictionary<string, JsonElement> fields)
    {
        if (!EventTypeName.IsReceivable(eventType))
        {
            throw new JsonException(EventTypeName.ReceivableRule);
        }

        if (TextOf(fields, Event) == eventType)
        {
            fields.Remove(Event);
        }

        var customerId = TextOf(fields, CustomerId);
        if (customerId is not null)
        {
            fields.Remove(CustomerId);
        }

        var occurredAt = MomentOf(fields);
        if (occurredAt is { } moment && TextOf(fields, OccurredAt) == Spell(moment))
        {
            fields.Remove(OccurredAt);
        }

        return new UnknownEvent(eventType)
        {
            CustomerId = customerId,
            OccurredAt = occurredAt,
            UnknownFields = fields.Count == 0 ? null : fields,
        };
    }

    public override UnknownEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var fields = JsonSerializer.Deserialize(ref reader, PayloadJsonContext.Default.DictionaryStringJsonElement)!;
        return TextOf(fields, Event) is { } eventType
            ? Create(eventType, fields)
            : throw new JsonException("The field 'event' is missing or is not a string.");
    }

    public override void Write(Utf8JsonWriter writer, UnknownEvent value, JsonSerializerOptions options)
    {
        var fields = value.UnknownFields;
        writer.WriteStartObject();
        if (fields?.ContainsKey(Event) is not true)
        {
            writer.WriteString(Event, value.Event);
        }

        if (value.CustomerId is not null)
        {
            writer.WriteString(CustomerId, value.CustomerId);
        }

        if (value.OccurredAt is { } occurredAt && !KeepsSpelling(value))
        {
            writer.WriteString(OccurredAt, occurredAt);
        }

        if (fields is not null)
        {
            WriteFields(writer, value, fields);
        }

        writer.WriteEndObject();
    }

    // A property wins over a kept field of its name, so that no field is written twice; except for a time that is the same in both,
    // and in the kept field as its sender spelled it.
    private static void WriteFields(Utf8JsonWriter writer, UnknownEvent value, IDictionary<string, JsonElement> fields)
    {
        foreach (var (name, field) in fields)
        {
            var isWritten = name switch
            {
                CustomerId => value.CustomerId is not null,
                OccurredAt => value.OccurredAt is not null && !KeepsSpelling(value),
                _ => false,
            };
            if (!isWritten)
            {
                writer.WritePropertyName(name);
                field.WriteTo(writer);
            }
        }
    }

    private static bool KeepsSpelling(UnknownEvent value) =>
        value.UnknownFields is { } fields && MomentOf(fields) is { } kept && value.OccurredAt is { } moment && kept.EqualsExact(moment);

    // Null for what is no text, and for a text with an unpaired surrogate, which cannot be a string.
    private static string? TextOf(Dictionary<string, JsonElement> fields, string name)
    {
        try
        {
            return fields.TryGetValue(name, out var field) && field.ValueKind == JsonValueKind.String ? field.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static DateTimeOffset? MomentOf(IDictionary<string, JsonElement> fields)
    {
        if (!fields.TryGetValue(OccurredAt, out var field) || field.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(field));
        reader.Read();
        return MomentConverter.TryRead(ref reader, out var moment) ? moment : null;
    }

    // As the JSON writer does.
    private static string Spell(DateTimeOffset moment) =>
        moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);
}
