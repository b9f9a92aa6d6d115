using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace ShopWebhooks.Events;

/// <summary>Makes the JSON schema of an event type's payload.</summary>
internal static class PayloadSchema
{
    public static JsonNode Export(EventType eventType)
    {
        var options = new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, schema) => Transform(context, schema),
        };
        var schema = eventType.TypeInfo.GetJsonSchemaAsNode(options).AsObject();

        // "event" is put first and pinned, for types that have it and for those that get it written. It is not "required": envelopes
        // carry the event type outside the payload, and such a payload is valid without it.
        var properties = new JsonObject { ["event"] = new JsonObject { ["const"] = eventType.Name } };
        if (schema["properties"] is JsonObject own)
        {
            foreach (var (name, property) in own)
            {
                properties.TryAdd(name, property?.DeepClone());
            }
        }

        schema["properties"] = properties;
        return schema;
    }

    /// <summary>The schema of the bodies that carry the payload in a format.</summary>
    public static JsonNode Export(EventType eventType, WebhookFormat format)
    {
        if (format == WebhookFormat.Flat)
        {
            return Export(eventType);
        }

        string[] fields = format == WebhookFormat.CloudEvents
            ? ["specversion", "id", "source", "type", "time", "datacontenttype"]
            : ["type", "timestamp"];
        var properties = new JsonObject();
        foreach (var field in fields)
        {
            properties[field] = new JsonObject { ["type"] = "string" };
        }

        var payload = Export(eventType);
        MoveReferences(payload, "#/properties/data");
        properties["data"] = payload;
        return new JsonObject { ["type"] = "object", ["properties"] = properties };
    }

    // The exporter refers to a type that it has described before by the place where that is.
    private static void MoveReferences(JsonNode? schema, string under)
    {
        if (schema is JsonObject described && described["$ref"] is JsonValue reference)
        {
            described["$ref"] = under + reference.GetValue<string>()[1..];
        }

        foreach (var child in schema switch
        {
            JsonObject parent => parent.Select(property => property.Value),
            JsonArray parent => parent,
            _ => [],
        })
        {
            MoveReferences(child, under);
        }
    }

    // To the exporter a custom converter may write anything.
    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema) =>
        context.TypeInfo.Converter is IOpenValueConverter ? new JsonObject { ["type"] = "string" }
        : context.PropertyInfo?.CustomConverter is MomentConverter
            ? new JsonObject { ["type"] = new JsonArray("string", "null"), ["format"] = "date-time" }
        : schema;
}
