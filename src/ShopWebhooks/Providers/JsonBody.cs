using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ShopWebhooks.Providers;

/// <summary>A body that holds its own signature, and so is read before it is verified.</summary>
/// <remarks>
/// What is not JSON costs the exception by which the JSON reader says so, and depth and length are bounded: less than the request cost whoever
/// sent it. Nothing of it is used before the signature is found right.
/// </remarks>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a JSON object. False when it is none, or has a name twice.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out JsonDocument? document)
    {
        document = null;
        try
        {
            document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return true;
            }

            document.Dispose();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an unpaired surrogate in a name.
        }

        document = null;
        return false;
    }

    /// <summary>What a path of names leads to, where each is there.</summary>
    public static bool TryFind(JsonElement element, out JsonElement found, params ReadOnlySpan<string> path)
    {
        found = element;
        foreach (var name in path)
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The text at a path, or the digits of a number; null when there is none.</summary>
    public static string? FindText(JsonElement element, params ReadOnlySpan<string> path)
    {
        if (!TryFind(element, out var found, path))
        {
            return null;
        }

        try
        {
            return found.ValueKind switch
            {
                JsonValueKind.String => found.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => found.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate, or bytes that are no UTF-8.
            return null;
        }
    }

    /// <summary>Reads the body of a webhook that is to be sent, to put the signature in.</summary>
    /// <exception cref="ArgumentException">It is not a JSON object.</exception>
    public static JsonObject Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            if (JsonNode.Parse(body, documentOptions: Strict) is JsonObject json)
            {
                return json;
            }
        }
        catch (JsonException exception)
        {
            throw new ArgumentException("The body of the webhook is not JSON; the scheme puts the signature into it.", nameof(body), exception);
        }

        throw new ArgumentException("The body of the webhook is not a JSON object; the scheme puts the signature into it.", nameof(body));
    }

    /// <summary>Writes it again.</summary>
    public static byte[] Write(JsonNode json)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            json.WriteTo(writer);
        }

        return stream.ToArray();
    }
}
