using System.Text.Json;

namespace ShopWebhooks.Providers;

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

    /// <summary>The text of a field; null where there is none, or it is no text.</summary>
    public static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String
            ? field.GetString()
            : null;
}
