using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace ShopWebhooks.Tests.Events;

/// <summary>Makes JSON objects of every shape, with texts that need escaping.</summary>
internal static class JsonArbitraries
{
    private static readonly string[] Names =
        ["event", "customer_id", "occurred_at", "type", "data", "status", "specversion", "a", "Größe", "\"\\", "\u0001", "😀", ""];

    private static readonly string[] Texts =
        ["", "new_order", "2025-11-03T10:00:00Z", "1.0", "é \"\\/\n\0", "😀", "<script>", "{}", "]", "true"];

    public static Arbitrary<JsonObject> Objects() => Gen.Sized(size => Object(Math.Min(size, 4))).ToArbitrary();

    private static Gen<JsonObject> Object(int depth) =>
        Gen.Elements(Names).Zip(Value(depth - 1)).ListOf().Select(fields =>
        {
            var json = new JsonObject();
            foreach (var (name, value) in fields)
            {
                json[name] = value()?.DeepClone();
            }

            return json;
        });

    // A node has one parent, and null is no node: values are made when they are placed.
    private static Gen<Func<JsonNode?>> Value(int depth)
    {
        var text = Gen.Elements(Texts).Select(value => (Func<JsonNode?>)(() => value));
        var number = Gen.Choose(-1000, 1000).Select(value => (Func<JsonNode?>)(() => value / 4m));
        var literal = Gen.Elements<bool?>(true, false, null).Select(value => (Func<JsonNode?>)(() => value));
        return depth <= 0
            ? Gen.OneOf(text, number, literal)
            : Gen.OneOf(
                text,
                number,
                literal,
                Object(depth).Select(value => (Func<JsonNode?>)(() => value)),
                Value(depth - 1).ListOf().Select(
                    values => (Func<JsonNode?>)(() => new JsonArray([.. values.Select(value => value()?.DeepClone())]))));
    }
}
