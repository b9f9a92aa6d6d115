using Newtonsoft.Json.Linq;
using NJsonSchema.Validation;

namespace ShopWebhooks.JsonSchema.Endpoints;

/// <summary>A rule that a value breaks, in words that quote nothing of the value.</summary>
internal sealed class BrokenRule : ValidationError
{
    public BrokenRule(JToken token, NJsonSchema.JsonSchema schema, string? name, string rule)
        : base(ValidationErrorKind.Unknown, name, null, token, schema)
    {
        Token = token;
        Rule = rule;
    }

    /// <summary>The value; where the rule is about a field of it, <see cref="ValidationError.Property"/> is the name of that.</summary>
    public JToken Token { get; }

    public string Rule { get; }
}
