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

        if (fields.TryGetValue(Event, out var own) && own.ValueKind == JsonValueKind.String && own.ValueEquals(eventType))
        {
            fields.Remove(Event);
        }

        string? customerId = null;
        if (fields.TryGetValue(CustomerId, out var customer) && customer.ValueKind == JsonValueKind.String)
        {
            customerId = customer.GetString();
            fields.Remove(CustomerId);
        }

        DateTimeOffset? occurredAt = null;
        if (fields.TryGetValue(OccurredAt, out var time)
            && time.ValueKind == JsonValueKind.String
            && time.TryGetDateTimeOffset(out var parsed))
        {
            occurredAt = parsed;
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
        return fields.TryGetValue(Event, out var own) && own.ValueKind == JsonValueKind.String
            ? Create(own.GetString()!, fields)
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

        if (value.OccurredAt is { } occurredAt)
        {
            writer.WriteString(OccurredAt, occurredAt);
        }

        if (fields is not null)
        {
            WriteFields(writer, value, fields);
        }

        writer.WriteEndObject();
    }

    // A property wins over a kept field of its name, so that no field is written twice.
    private static void WriteFields(Utf8JsonWriter writer, UnknownEvent value, IDictionary<string, JsonElement> fields)
    {
        foreach (var (name, field) in fields)
        {
            var isWritten = name switch
            {
                CustomerId => value.CustomerId is not null,
                OccurredAt => value.OccurredAt is not null,
                _ => false,
            };
            if (!isWritten)
            {
                writer.WritePropertyName(name);
                field.WriteTo(writer);
            }
        }
    }
}
