using System.Text.Json.Nodes;
using ShopWebhooks.Endpoints;

namespace ShopWebhooks.JsonSchema.Endpoints;

/// <summary>A required schema, read and rewritten.</summary>
/// <param name="schema">What NJsonSchema made of the rewritten schema.</param>
/// <param name="rules">The rules of its values.</param>
/// <param name="written">The schema as it was written.</param>
/// <param name="names">The names of fields that the schema knows: all that a reason may tell of a body.</param>
internal sealed class BodySchema(
    NJsonSchema.JsonSchema schema, IReadOnlyList<ValueRules> rules, JsonNode written, IReadOnlySet<string> names) : IBodySchema
{
    private const int MostTold = 3;

    public string? Refuse(ReadOnlyMemory<byte> body)
    {
        if (Body.TryRead(body) is not { } token)
        {
            return "it is not strict JSON, which is well-formed UTF-8, has no name twice in an object, and at most 64 levels";
        }

        string[] errors;
        try
        {
            errors = [.. new ExactValidator(rules).Validate(token, schema).Cast<BrokenRule>()
                .Select(broken => $"{BodyPath.Of(broken.Token, broken.Property, names)} {broken.Rule}").Distinct(StringComparer.Ordinal)];
        }
        catch (TooManyStepsException)
        {
            return "to check it takes too many steps; let fewer references of the schema lead to the same value";
        }

        return errors.Length switch
        {
            0 => null,
            <= MostTold => string.Join("; ", errors),
            _ => $"{string.Join("; ", errors.Take(MostTold))}; and {errors.Length - MostTold} more",
        };
    }

    public IReadOnlyList<string> FindMissing(JsonNode described) => RequiredPaths.FindMissing(written, described);
}
