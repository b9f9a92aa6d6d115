using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ShopWebhooks.Events;

/// <summary>What the schema of a payload says and attributes cannot enforce, either when it is read or when it is written.</summary>
internal static class PayloadRules
{
    /// <summary>There is a status. A JSON null satisfies "required", and so does the default, which would not be written at all.</summary>
    /// <exception cref="PayloadException">There is none.</exception>
    public static void RequireStatus(OrderStatus status)
    {
        if (status == default)
        {
            throw new PayloadException("The field 'status' is required and must not be null.", "$.status");
        }
    }

    /// <summary>None of the items is null.</summary>
    /// <exception cref="PayloadException">One is.</exception>
    public static void RequireItems(IReadOnlyList<OrderItem>? items)
    {
        for (var i = 0; i < items?.Count; i++)
        {
            if (items[i] is null)
            {
                throw new PayloadException($"The item $.items[{i}] must not be null.", $"$.items[{i}]");
            }
        }
    }

    /// <summary>The first required field that a payload lacks; null when it has all of them, or is not one JSON object.</summary>
    /// <remarks>The serializer tells of it at the path of the object, and which field it is in words of its own.</remarks>
    public static string? MissingField(ReadOnlySpan<byte> payload, JsonTypeInfo typeInfo)
    {
        try
        {
            var fields = JsonElement.Parse(payload);
            return fields.ValueKind == JsonValueKind.Object
                ? typeInfo.Properties.FirstOrDefault(property => property.IsRequired && !fields.TryGetProperty(property.Name, out _))?.Name
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // It is refused for something else: it is no JSON, or a lone surrogate stands in the name of a field.
            return null;
        }
    }

    /// <summary>The known field that stands among the unknown ones and would be written twice; null when none does.</summary>
    public static string? FieldTwice(IDictionary<string, JsonElement> unknownFields, JsonTypeInfo typeInfo)
    {
        foreach (var property in typeInfo.Properties)
        {
            if (!property.IsExtensionData && unknownFields.ContainsKey(property.Name))
            {
                return property.Name;
            }
        }

        return null;
    }
}
