using System.Text.Json;
using System.Text.RegularExpressions;

namespace ShopWebhooks.JsonSchema.Endpoints;

/// <summary>What one schema demands of a value itself, apart from what is within it. Immutable and thread-safe.</summary>
/// <remarks>
/// NJsonSchema's own: <c>enum</c> and <c>uniqueItems</c> take 1 for "1", <c>maxItems</c> and <c>maxProperties</c> of zero mean nothing, numbers are
/// rounded to <see cref="decimal"/>, an integer is not written 1.0, lengths count UTF-16 units, <c>required</c> is asked of a string, a null that
/// a type allows escapes every other rule, and a pattern may backtrack for ever.
/// </remarks>
internal sealed class ValueRules
{
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>The identities of the allowed values; null for any.</summary>
    public IReadOnlySet<string>? Values { get; init; }

    /// <summary>The keyword the allowed values come from: <c>enum</c> or <c>const</c>.</summary>
    public string ValuesKeyword { get; init; } = "enum";

    public IReadOnlyList<string> Required { get; init; } = [];

    public JsonNumber? Minimum { get; init; }

    public JsonNumber? Maximum { get; init; }

    public JsonNumber? ExclusiveMinimum { get; init; }

    public JsonNumber? ExclusiveMaximum { get; init; }

    public JsonNumber? MultipleOf { get; init; }

    public int MinLength { get; init; }

    public int MaxLength { get; init; } = int.MaxValue;

    public Regex? Pattern { get; init; }

    public int MinItems { get; init; }

    public int MaxItems { get; init; } = int.MaxValue;

    public bool UniqueItems { get; init; }

    public int MinProperties { get; init; }

    public int MaxProperties { get; init; } = int.MaxValue;

    /// <summary>The rules that a value breaks, each with the field that is missing, where it is about one.</summary>
    public IEnumerable<(string? Field, string Rule)> Broken(JsonElement value)
    {
        if (Types.Count > 0 && !Types.Any(type => IsOf(type, value)))
        {
            return [(null, $"is not of type {string.Join(" or ", Types)}")];
        }

        var rules = value.ValueKind switch
        {
            JsonValueKind.Object => OfObject(value),
            JsonValueKind.Array => OfArray(value),
            JsonValueKind.String => OfString(value),
            JsonValueKind.Number => OfNumber(JsonNumber.Parse(value.GetRawText())),
            _ => [],
        };
        return Values?.Contains(JsonIdentity.Of(value)) is false
            ? rules.Append((null, ValuesKeyword == "const" ? "is not the value of 'const'" : "is none of the values of 'enum'"))
            : rules;
    }

    private static bool IsOf(string type, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type == "number" || (type == "integer" && JsonNumber.Parse(value.GetRawText()).IsInteger),
        JsonValueKind.Null => type == "null",
        _ => type == "boolean",
    };

    private IEnumerable<(string? Field, string Rule)> OfObject(JsonElement value)
    {
        foreach (var name in Required.Where(name => !value.TryGetProperty(name, out _)))
        {
            yield return (name, "is required and missing");
        }

        var count = value.GetPropertyCount();
        if (count < MinProperties)
        {
            yield return (null, $"has fewer fields than 'minProperties' {MinProperties}");
        }

        if (count > MaxProperties)
        {
            yield return (null, $"has more fields than 'maxProperties' {MaxProperties}");
        }
    }

    private IEnumerable<(string? Field, string Rule)> OfArray(JsonElement value)
    {
        var count = value.GetArrayLength();
        if (count < MinItems)
        {
            yield return (null, $"has fewer items than 'minItems' {MinItems}");
        }

        if (count > MaxItems)
        {
            yield return (null, $"has more items than 'maxItems' {MaxItems}");
        }

        if (UniqueItems && value.EnumerateArray().Select(JsonIdentity.Of).ToHashSet(StringComparer.Ordinal).Count < count)
        {
            yield return (null, "has equal items, against 'uniqueItems'");
        }
    }

    private IEnumerable<(string? Field, string Rule)> OfString(JsonElement value)
    {
        var text = value.GetString()!;
        var length = text.EnumerateRunes().Count();
        if (length < MinLength)
        {
            yield return (null, $"is shorter than 'minLength' {MinLength}");
        }

        if (length > MaxLength)
        {
            yield return (null, $"is longer than 'maxLength' {MaxLength}");
        }

        if (Pattern?.IsMatch(text) is false)
        {
            yield return (null, "does not match its 'pattern'");
        }
    }

    private IEnumerable<(string? Field, string Rule)> OfNumber(JsonNumber value)
    {
        if (value.CompareTo(Minimum ?? value) < 0)
        {
            yield return (null, "is below its 'minimum'");
        }

        if (value.CompareTo(Maximum ?? value) > 0)
        {
            yield return (null, "is above its 'maximum'");
        }

        if (ExclusiveMinimum is { } floor && value.CompareTo(floor) <= 0)
        {
            yield return (null, "is not above its 'exclusiveMinimum'");
        }

        if (ExclusiveMaximum is { } ceiling && value.CompareTo(ceiling) >= 0)
        {
            yield return (null, "is not below its 'exclusiveMaximum'");
        }

        if (MultipleOf is { } step && !value.IsMultipleOf(step))
        {
            yield return (null, "is no multiple of its 'multipleOf'");
        }
    }
}
