using System.Buffers;
using System.Globalization;
using System.Text.Unicode;

namespace ShopWebhooks.Transports;

/// <summary>Reads what an endpoint answered: a little of it, and never more.</summary>
internal static class HttpAnswerBody
{
    /// <summary>How many bytes are read, so that a connection whose answer is short can be used again.</summary>
    public const int MostRead = 16 * 1024;

    /// <summary>How many bytes are kept as text.</summary>
    public const int MostKept = 1024;

    /// <summary>The beginning of a body as text; null when there is none.</summary>
    /// <remarks>
    /// The status has decided the attempt before the body is read, so that a body that breaks off or outlasts the attempt is simply
    /// kept as far as it came.
    /// </remarks>
    /// <param name="content">The body.</param>
    /// <param name="cancellationToken">Ends the reading, without an exception.</param>
    public static async ValueTask<string?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        // Unparsed: parsing it would allocate on every attempt, and an answer without a body is the usual one.
        if (content.Headers.NonValidated.TryGetValues("Content-Length", out var stated) && stated.ToString() == "0")
        {
            return null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(MostRead);
        var length = 0;
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            int read;
            do
            {
                read = await stream.ReadAsync(buffer.AsMemory(length, MostRead - length), cancellationToken).ConfigureAwait(false);
                length += read;
            }
            while (read > 0 && length < MostRead);
        }
        catch (Exception)
        {
            // What came is kept. Whatever is wrong with the body (it broke off, took too long, is not compressed as it says) changes nothing:
            // the endpoint has answered.
        }

        var text = length == 0 ? null : ToText(buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
        return text;
    }

    /// <summary>The first <see cref="MostKept"/> bytes as text that a store, a log and a page can hold.</summary>
    /// <remarks>Well-formed and without control characters; a character cut off at the end is left out.</remarks>
    /// <param name="bytes">UTF-8, or what claims to be.</param>
    public static string ToText(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, MostKept)];

        // Never more UTF-16 code units than bytes: an invalid byte becomes one U+FFFD at most.
        Span<char> text = stackalloc char[bytes.Length];
        Utf8.ToUtf16(bytes, text, out _, out var written, replaceInvalidSequences: true, isFinalBlock: false);
        text = text[..written];
        foreach (ref var unit in text)
        {
            if (char.GetUnicodeCategory(unit) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                unit = ' ';
            }
        }

        return new string(text);
    }
}
