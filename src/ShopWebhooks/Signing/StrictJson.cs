using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ShopWebhooks.Signing;

/// <summary>Reads JSON of strangers: whatever it is, no exception gets out.</summary>
internal static class StrictJson
{
    public static JsonDocumentOptions Options { get; } = new() { AllowDuplicateProperties = false };

    /// <summary>What is found in a body; null also where it is no JSON, or has a name twice.</summary>
    public static T? Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T?> find)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            return find(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an unpaired surrogate in a text.
            return null;
        }
    }

    /// <summary>Changes a body that is to be sent.</summary>
    /// <param name="body">The body.</param>
    /// <param name="rule">What it has to be, for the message.</param>
    /// <param name="change">Changes it; false when it is not what it has to be.</param>
    /// <exception cref="ArgumentException">It is no JSON, or not what it has to be.</exception>
    public static byte[] Change(ReadOnlySpan<byte> body, string rule, Func<JsonNode, bool> change)
    {
        try
        {
            return JsonNode.Parse(body, documentOptions: Options) is { } root && change(root)
                ? Encoding.UTF8.GetBytes(root.ToJsonString())
                : throw new ArgumentException($"{rule}; this one is not.", nameof(body));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new ArgumentException($"{rule}, of well-formed text and without a name that is there twice; this one is not.", nameof(body));
        }
    }

    /// <summary>
    /// Whether an object has two names that differ in case alone. Of <c>Message</c> and <c>message</c> a reader that ignores case takes the last,
    /// whichever was verified.
    /// </summary>
    public static bool IsAmbiguous(JsonElement element)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return element.ValueKind == JsonValueKind.Object && element.EnumerateObject().Any(field => !names.Add(field.Name));
    }

    /// <summary>The text of a field; null where there is none, or it is no text.</summary>
    public static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String
            ? field.GetString()
            : null;
}
