using System.Globalization;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace ShopWebhooks.JsonSchema.Endpoints;

/// <summary>
/// NJsonSchema's walk through schema and value (fields, items, references, and combinations of schemas), with <see cref="ValueRules"/> in the
/// place of what it asks of a value itself. For one body.
/// </summary>
/// <remarks>
/// References that meet again and again make a schema of a few lines ask a value two to the power of its depth times. Where it takes more
/// steps than any honest schema and body of that size, the walk ends.
/// </remarks>
internal sealed class ExactValidator(IReadOnlyList<ValueRules> rules) : JsonSchemaValidator
{
    /// <summary>The keyword by which a rewritten schema names its rules: their index.</summary>
    public const string RulesKeyword = "x-shopwebhooks-rules";

    private const int MostSteps = 1_000_000;

    private int _steps;

    protected override ICollection<ValidationError> Validate(
        JToken token, NJsonSchema.JsonSchema schema, SchemaType schemaType, string? propertyName, string? propertyPath)
    {
        if (++_steps > MostSteps)
        {
            throw new TooManyStepsException();
        }

        var errors = base.Validate(token, schema, schemaType, propertyName, propertyPath).SelectMany(error => ToRules(error, token)).ToList();
        if (schema.ExtensionData is { } keywords && keywords.TryGetValue(RulesKeyword, out var index))
        {
            foreach (var (name, rule) in rules[Convert.ToInt32(index, CultureInfo.InvariantCulture)].Broken(Body.ValueOf(token)))
            {
                errors.Add(new BrokenRule(token, schema, name, rule));
            }
        }

        return errors;
    }

    // What lies deeper has come through here before.
    private static IEnumerable<ValidationError> ToRules(ValidationError error, JToken token) => error switch
    {
        BrokenRule => [error],
        ChildSchemaValidationError { Kind: not (ValidationErrorKind.NotAnyOf or ValidationErrorKind.NotOneOf) } within =>
            within.Errors.Values.SelectMany(each => each),
        { Kind: ValidationErrorKind.NoAdditionalPropertiesAllowed } =>
            [new BrokenRule(token, error.Schema, error.Property, "is not allowed by 'additionalProperties'")],
        _ => [new BrokenRule(token, error.Schema, null, Words(error.Kind))],
    };

    private static string Words(ValidationErrorKind kind) => kind switch
    {
        ValidationErrorKind.NotAnyOf => "fits none of 'anyOf'",
        ValidationErrorKind.NotOneOf => "does not fit exactly one of 'oneOf'",
        ValidationErrorKind.ExcludedSchemaValidates => "is excluded by 'not' or by false",
        _ => $"breaks the rule {kind}",
    };
}
