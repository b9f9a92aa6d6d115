using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ShopWebhooks.Cli.Receiving;

/// <summary>JSON as people read it.</summary>
internal static class PrettyJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body over several lines; null when it is no JSON.</summary>
    public static string? TryWrite(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            using var written = new MemoryStream();
            using (var writer = new Utf8JsonWriter(written, Indented))
            {
                document.WriteTo(writer);
            }

            return Encoding.UTF8.GetString(written.ToArray());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an unpaired surrogate in a text.
            return null;
        }
    }
}
