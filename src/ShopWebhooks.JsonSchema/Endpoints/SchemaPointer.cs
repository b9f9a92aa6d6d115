using System.Globalization;
using System.Text.Json.Nodes;

namespace ShopWebhooks.JsonSchema.Endpoints;

/// <summary>Follows a reference within a schema, <c>#</c> or <c>#/$defs/price</c>.</summary>
internal static class SchemaPointer
{
    /// <summary>The steps of a local reference; null when it is another one.</summary>
    public static string[]? Steps(string reference) => reference switch
    {
        "#" => [],
        ['#', '/', .. var steps] =>
        [
            .. steps.Split('/').Select(step => Uri.UnescapeDataString(step)
                .Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)),
        ],
        _ => null,
    };

    /// <summary>What the steps lead to; null when there is nothing.</summary>
    public static JsonNode? Follow(JsonNode root, IEnumerable<string> steps)
    {
        JsonNode? at = root;
        foreach (var step in steps)
        {
            at = at switch
            {
                JsonObject fields => fields[step],
                JsonArray items when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < items.Count => items[i],
                _ => null,
            };
        }

        return at;
    }

    /// <summary>What a schema's local <c>$ref</c> leads to; null when it has none.</summary>
    public static JsonNode? Target(JsonNode root, JsonNode? schema) =>
        schema is JsonObject fields && fields["$ref"] is JsonValue value && value.TryGetValue<string>(out var reference) && Steps(reference) is { } steps
            ? Follow(root, steps)
            : null;
}
