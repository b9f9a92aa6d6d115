using System.Text.Json;

namespace ShopWebhooks.Tests.Endpoints;

/// <summary>What a condition means, written down as plainly as can be, over a document in memory.</summary>
internal static class NaiveCondition
{
    public static bool Matches(string condition, string payload)
    {
        using var wanted = JsonDocument.Parse(condition);
        using var given = JsonDocument.Parse(payload);
        return Fits(wanted.RootElement, given.RootElement);
    }

    private static bool Fits(JsonElement condition, JsonElement? value) => condition.ValueKind == JsonValueKind.Object
        ? condition.EnumerateObject().All(member =>
            member.Name.StartsWith('$') ? Holds(member.Name, member.Value, value) : Fits(member.Value, Field(value, member.Name)))
        : IsEqual(condition, value);

    private static bool Holds(string name, JsonElement operand, JsonElement? value) => name switch
    {
        "$eq" => IsEqual(operand, value),
        "$ne" => !IsEqual(operand, value),
        "$gt" => Order(value, operand) > 0,
        "$gte" => Order(value, operand) >= 0,
        "$lt" => Order(value, operand) < 0,
        "$lte" => Order(value, operand) <= 0,
        "$in" => operand.EnumerateArray().Any(each => IsEqual(each, value)),
        "$nin" => !operand.EnumerateArray().Any(each => IsEqual(each, value)),
        "$exists" => operand.GetBoolean() == value is not null,
        "$startsWith" => value is { ValueKind: JsonValueKind.String } text && text.GetString()!.StartsWith(operand.GetString()!, StringComparison.Ordinal),
        "$endsWith" => value is { ValueKind: JsonValueKind.String } text && text.GetString()!.EndsWith(operand.GetString()!, StringComparison.Ordinal),
        "$and" => operand.EnumerateArray().All(each => Fits(each, value)),
        "$or" => operand.EnumerateArray().Any(each => Fits(each, value)),
        "$not" => !Fits(operand, value),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such operator."),
    };

    private static JsonElement? Field(JsonElement? value, string name) => value is { ValueKind: JsonValueKind.Object } fields
        ? fields.EnumerateObject().Where(field => field.Name == name).Select(field => (JsonElement?)field.Value).FirstOrDefault()
        : null;

    private static bool IsEqual(JsonElement wanted, JsonElement? value) => value is { } given && given.ValueKind == wanted.ValueKind && wanted.ValueKind switch
    {
        JsonValueKind.String or JsonValueKind.Number => Order(given, wanted) == 0,
        JsonValueKind.Array => given.GetArrayLength() == wanted.GetArrayLength()
            && wanted.EnumerateArray().Zip(given.EnumerateArray()).All(pair => IsEqual(pair.First, pair.Second)),
        _ => true,
    };

    private static int? Order(JsonElement? left, JsonElement right) => (left?.ValueKind, right.ValueKind) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => JsonNumberTests.Enlarge(left.Value.GetRawText()).CompareTo(JsonNumberTests.Enlarge(right.GetRawText())),
        (JsonValueKind.String, JsonValueKind.String) => CodePoints(left.Value).SequenceCompareTo(CodePoints(right)),
        _ => null,
    };

    private static ReadOnlySpan<int> CodePoints(JsonElement text) => text.GetString()!.EnumerateRunes().Select(rune => rune.Value).ToArray();
}
