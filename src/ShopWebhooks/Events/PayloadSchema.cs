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

    // To the exporter a custom converter may write anything.
    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema) =>
        context.TypeInfo.Converter is IOpenValueConverter ? new JsonObject { ["type"] = "string" }
        : context.PropertyInfo?.CustomConverter is MomentConverter
            ? new JsonObject { ["type"] = new JsonArray("string", "null"), ["format"] = "date-time" }
        : schema;
}
