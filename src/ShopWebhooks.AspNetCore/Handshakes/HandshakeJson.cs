using System.Text.Json;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>Looks into a body that may be a handshake.</summary>
internal static class HandshakeJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Makes an answer of a body, where it holds a word without which it is no handshake. Events are so not read twice.</summary>
    /// <param name="body">The body.</param>
    /// <param name="word">The word.</param>
    /// <param name="answer">Makes the answer; null when the body is none after all.</param>
    public static T? Read<T>(ReadOnlyMemory<byte> body, ReadOnlySpan<byte> word, Func<JsonElement, T?> answer)
        where T : class
    {
        if (body.Span.IndexOf(word) < 0)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return answer(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The text at a path of names; null when there is none, or what is there is no Unicode.</summary>
    public static string? FindText(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate.
            return null;
        }
    }
}
