using System.Text.Json;
using System.Text.Json.Nodes;

namespace ShopWebhooks.JsonSchema.Endpoints;

/// <summary>Finds the paths that one schema requires and another, which describes bodies, does not know.</summary>
/// <remarks>
/// Required is what stands in <c>required</c>, also behind <c>allOf</c> and references, and within the fields and items that a body may have.
/// Known is what is named in <c>properties</c>, and anything where the description allows any field.
/// </remarks>
internal static class RequiredPaths
{
    public static IReadOnlyList<string> FindMissing(JsonNode required, JsonNode described)
    {
        var missing = new List<string>();
        var seen = new HashSet<(JsonNode, JsonNode)>();
        Walk(required, described, "$");
        return [.. missing.Distinct(StringComparer.Ordinal)];

        void Walk(JsonNode? schema, JsonNode? body, string path)
        {
            while (SchemaPointer.Target(described, body) is { } target && target != body)
            {
                body = target;
            }

            // A pair that was seen is a schema that refers to itself: what it requires deeper down, it requires here.
            if (schema is not JsonObject rules || body is not JsonObject fields || !seen.Add((rules, fields)))
            {
                return;
            }

            Walk(SchemaPointer.Target(required, rules), body, path);
            foreach (var part in rules["allOf"] as JsonArray ?? [])
            {
                Walk(part, body, path);
            }

            foreach (var name in (rules["required"] as JsonArray ?? []).Select(name => $"{name}").Where(name => !Knows(fields, name)))
            {
                missing.Add($"{path}.{name}");
            }

            foreach (var (name, within) in rules["properties"] as JsonObject ?? [])
            {
                Walk(within, fields["properties"]?[name], $"{path}.{name}");
            }

            Walk(rules["items"], fields["items"], $"{path}[]");
        }
    }

    private static bool Knows(JsonObject described, string name) =>
        described["properties"] is not JsonObject fields
        || fields.ContainsKey(name)
        || (described["additionalProperties"] is { } others && others.GetValueKind() != JsonValueKind.False);
}
