using System.Text.Json;
using System.Text.Json.Nodes;
using ShopWebhooks.Endpoints;

namespace ShopWebhooks.JsonSchema.Endpoints;

/// <summary>Reads required schemas: strictly, rewritten by <see cref="SchemaRewriter"/>, and then by NJsonSchema.</summary>
internal sealed class BodySchemaReader : IBodySchemaReader
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    public IBodySchema? Read(string json, ICollection<string> problems)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(problems);
        var before = problems.Count;
        try
        {
            if (JsonNode.Parse(json, documentOptions: Strict) is not { } written)
            {
                problems.Add("the schema is null; write an object");
                return null;
            }

            var rewriter = new SchemaRewriter(written, problems);
            var rewritten = rewriter.Rewrite();
            if (problems.Count > before)
            {
                return null;
            }

            // No reference leads out of the text, so that nothing is waited for.
            var schema = NJsonSchema.JsonSchema.FromJsonAsync(rewritten.ToJsonString()).GetAwaiter().GetResult();
            return new BodySchema(schema, rewriter.Rules, written, rewriter.Names);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // What JSON cannot be read as text, a lone surrogate, surfaces as InvalidOperationException.
            problems.Add($"the schema is not strict JSON{(exception is JsonException { LineNumber: { } line } ? $", at line {line + 1}" : "")}; correct it");
            return null;
        }
    }
}
