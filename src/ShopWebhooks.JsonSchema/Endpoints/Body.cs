using System.Text.Json;
using Newtonsoft.Json.Linq;

namespace ShopWebhooks.JsonSchema.Endpoints;

/// <summary>Reads a body as strict JSON, into the tree that NJsonSchema walks.</summary>
/// <remarks>
/// Newtonsoft.Json would read more than JSON (comments, single quotes, NaN), the last of two equal names, dates out of strings, and numbers as
/// rounded ones. Its tree is made here of what <see cref="JsonDocument"/> has read, and each token carries the value as it was written.
/// </remarks>
internal static class Body
{
    // JSON within it is as deep as a schema that refers to itself can make the walk.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>The tree; null when the body is not strict JSON, or holds text that is not valid Unicode.</summary>
    public static JToken? TryRead(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return ToToken(document.RootElement.Clone());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A lone surrogate is found when its text is asked for, and surfaces as InvalidOperationException.
            return null;
        }
    }

    /// <summary>The value a token stands for.</summary>
    public static JsonElement ValueOf(JToken token) => (JsonElement)token.Annotation<object>()!;

    private static JToken ToToken(JsonElement value)
    {
        JToken token = value.ValueKind switch
        {
            JsonValueKind.Object => new JObject(value.EnumerateObject().Select(field => new JProperty(field.Name, ToToken(field.Value)))),
            JsonValueKind.Array => new JArray(value.EnumerateArray().Select(ToToken)),
            JsonValueKind.String => new JValue(value.GetString()),
            _ => JValue.CreateNull(),
        };
        token.AddAnnotation((object)value);
        return token;
    }
}
