using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace ShopWebhooks.Signing;

/// <summary>Reads and writes the bytes of a signature, in the canonical spelling alone.</summary>
internal static class SignatureText
{
    private const int LongestText = 128;

    // What of the last character before the padding is not used must be zero; the framework's decoder takes its siblings too. One '=' leaves
    // two bits unused, two leave four.
    private const string LastBeforeOne = "AEIMQUYcgkosw048";
    private const string LastBeforeTwo = "AQgw";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>How many characters so many bytes take.</summary>
    public static int GetLength(int bytes, SignatureEncoding encoding) =>
        encoding == SignatureEncoding.Hex ? 2 * bytes : (bytes + 2) / 3 * 4;

    /// <summary>Writes the bytes, and returns how many characters that took.</summary>
    public static int Write(ReadOnlySpan<byte> bytes, SignatureEncoding encoding, Span<char> destination)
    {
        int written;
        if (encoding == SignatureEncoding.Hex)
        {
            Convert.TryToHexStringLower(bytes, destination, out written);
        }
        else
        {
            Convert.TryToBase64Chars(bytes, destination, out written);
        }

        return written;
    }

    /// <summary>Reads exactly as many bytes as the destination has.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, SignatureEncoding encoding, Span<byte> destination)
    {
        if (text.Length != GetLength(destination.Length, encoding))
        {
            return false;
        }

        return encoding == SignatureEncoding.Hex
            ? !text.ContainsAnyExcept(HexDigits) && Convert.FromHexString(text, destination, out _, out _) == OperationStatus.Done
            : TryReadBase64(text, destination);
    }

    /// <summary>Reads canonical base64 of any length, as an asymmetric signature has; null when it is none.</summary>
    public static byte[]? ReadBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && Convert.ToBase64String(bytes, 0, length) == text ? bytes[..length] : null;
    }

    // Through ASCII bytes, whose decoder takes half the time of the one for characters. Blanks within the text, which both of them skip,
    // leave too few bytes.
    private static bool TryReadBase64(ReadOnlySpan<char> text, Span<byte> destination)
    {
        Span<byte> base64 = stackalloc byte[LongestText];
        var unused = destination.Length % 3;
        return (unused != 2 || LastBeforeOne.Contains(text[^2]))
            && (unused != 1 || LastBeforeTwo.Contains(text[^3]))
            && Ascii.FromUtf16(text, base64, out var length) == OperationStatus.Done
            && Base64.DecodeFromUtf8(base64[..length], destination, out _, out var read) == OperationStatus.Done
            && read == destination.Length;
    }
}
