using FsCheck;
using FsCheck.Fluent;

namespace ShopWebhooks.Tests.Endpoints;

/// <summary>Makes payloads and conditions of the same few names and values, so that they have something to do with each other.</summary>
internal static class ConditionArbitraries
{
    private static readonly string[] Operators =
        ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$exists", "$startsWith", "$endsWith", "$and", "$or", "$not"];

    public static Arbitrary<string> Payloads { get; } = Object(Name, 3).ToArbitrary();

    public static Arbitrary<string> Conditions { get; } = Fields(3).ToArbitrary();

    // Spelled plainly and by escapes; the last two are in another order by UTF-16 units than by code points.
    private static Gen<string> Name => Gen.Elements("a", "b", "c", "\\u0061", "\\u0062", "é", "\\u00e9", "");

    private static Gen<string> Text => Gen
        .Elements("", "a", "\\u0061", "ab", "a\\u0062", "b", "ba", "\\n", "é", "e\\u0301", "\\uD83D\\uDE00", "😀", "\\uFF5E", "～")
        .Select(text => $"\"{text}\"");

    private static Gen<string> Number => Gen.OneOf(Gen.Elements("1", "1.0", "2", "10e-1", "0", "-0"), JsonNumberTests.Numbers);

    private static Gen<string> Scalar => Gen.OneOf(Text, Number, Gen.Elements("true", "false", "null"));

    private static Gen<string> Object(Gen<string> name, int depth) =>
        from size in Gen.Choose(0, 4)
        from names in name.ListOf(size)
        from values in Value(depth - 1).ListOf(size)
        select $"{{{string.Join(", ", names.Zip(values, (each, value) => $"\"{each}\": {value}"))}}}";

    private static Gen<string> Value(int depth) => depth == 0
        ? Scalar
        : Gen.OneOf(Scalar, Scalar, Array(Value(depth - 1), 0), Object(Name, depth));

    private static Gen<string> Array(Gen<string> element, int least) =>
        Gen.Choose(least, 3).SelectMany(size => element.ListOf(size)).Select(elements => $"[{string.Join(",", elements)}]");

    private static Gen<string> Literal(int depth) => depth == 0 ? Scalar : Gen.OneOf(Scalar, Scalar, Array(Literal(depth - 1), 0));

    private static Gen<string> Fields(int depth)
    {
        var fields = Members(Gen.Elements("a", "b", "c", "é", "").Select(name => (Name: name, Value: Condition(depth - 1))), 3);
        return depth <= 1
            ? fields
            : Gen.OneOf(fields, Members(Gen.Elements("$and", "$or", "$not").Select(name => (Name: name, Value: Operand(name, depth - 1, Fields))), 2));
    }

    private static Gen<string> Condition(int depth) => depth <= 0
        ? Literal(1)
        : Gen.OneOf(
            Literal(2),
            Fields(depth),
            Members(Gen.Elements(Operators).Select(name => (Name: name, Value: Operand(name, depth - 1, Condition))), 3));

    // A name stands once in an object.
    private static Gen<string> Members(Gen<(string Name, Gen<string> Value)> member, int most) =>
        from size in Gen.Choose(1, most)
        from members in member.ListOf(size)
        from values in Gen.CollectToList(members.DistinctBy(each => each.Name), each => each.Value.Select(value => $"\"{each.Name}\":{value}"))
        select $"{{{string.Join(",", values)}}}";

    private static Gen<string> Operand(string name, int depth, Func<int, Gen<string>> condition) => name switch
    {
        "$eq" or "$ne" => Literal(2),
        "$gt" or "$gte" or "$lt" or "$lte" => Gen.OneOf(Number, Text),
        "$in" or "$nin" => Array(Literal(1), 1),
        "$exists" => Gen.Elements("true", "false"),
        "$startsWith" or "$endsWith" => Text,
        "$not" => condition(depth),
        _ => Array(condition(depth), 1),
    };
}
