using Newtonsoft.Json.Linq;

namespace ShopWebhooks.JsonSchema.Endpoints;

/// <summary>Tells where in a body something is, <c>$.items[2].sku</c>.</summary>
internal static class BodyPath
{
    /// <param name="token">The value.</param>
    /// <param name="field">A field of it; null for the value itself.</param>
    /// <param name="names">The names that may be told. Another is a customer's, as of a dictionary by e-mail address, and becomes <c>*</c>.</param>
    public static string Of(JToken token, string? field, IReadOnlySet<string> names)
    {
        var steps = new Stack<string>();
        if (field is not null)
        {
            steps.Push(Step(field, names));
        }

        for (var at = token; at is not null; at = at.Parent)
        {
            if (at is JProperty property)
            {
                steps.Push(Step(property.Name, names));
            }
            else if (at.Parent is JArray array)
            {
                steps.Push($"[{array.IndexOf(at)}]");
            }
        }

        return "$" + string.Concat(steps);
    }

    private static string Step(string name, IReadOnlySet<string> names) => names.Contains(name) ? $".{name}" : ".*";
}
