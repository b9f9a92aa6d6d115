using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ShopWebhooks.Signing;

/// <summary>The value of a signature header of Standard Webhooks: <c>v1,base64</c>, several divided by a blank.</summary>
internal static class SignatureList
{
    private const string Version = "v1,";
    private const int MacLength = 32;
    private const int Base64Length = 44;
    private const int EntryLength = 3 + Base64Length;

    // 32 bytes leave two bits of the last character before the '=' unused. Canonical are the characters that have them clear; the
    // framework's decoder takes their siblings too.
    private const string CanonicalLast = "AEIMQUYcgkosw048";

    /// <summary>Looks for a MAC in the list.</summary>
    /// <remarks>
    /// Decodes each entry anew for each secret: that costs less than a buffer for as many as an attacker may send. The time tells which
    /// entry fits, which is no secret; it does not tell how much of an entry fits.
    /// </remarks>
    public static bool Contains(ReadOnlySpan<char> list, ReadOnlySpan<byte> mac)
    {
        Span<byte> decoded = stackalloc byte[MacLength];
        foreach (var range in list.Split(' '))
        {
            if (TryDecode(list[range], decoded) && CryptographicOperations.FixedTimeEquals(decoded, mac))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How many characters a list of so many signatures has.</summary>
    public static int GetLength(int signatures) => (signatures * (EntryLength + 1)) - 1;

    /// <summary>Writes one entry, with a blank before it unless it is the first, and returns how many characters that took.</summary>
    public static int Append(ReadOnlySpan<byte> mac, bool isFirst, Span<char> destination)
    {
        var start = 0;
        if (!isFirst)
        {
            destination[start++] = ' ';
        }

        Version.CopyTo(destination[start..]);
        Convert.TryToBase64Chars(mac, destination[(start + Version.Length)..], out _);
        return start + EntryLength;
    }

    // Through ASCII bytes, whose decoder takes half the time of the one for characters. Blanks within an entry, which both of them
    // skip, leave too few bytes.
    private static bool TryDecode(ReadOnlySpan<char> entry, Span<byte> decoded)
    {
        Span<byte> base64 = stackalloc byte[Base64Length];
        return entry.Length == EntryLength
            && entry.StartsWith(Version, StringComparison.Ordinal)
            && CanonicalLast.Contains(entry[^2])
            && Ascii.FromUtf16(entry[Version.Length..], base64, out _) == OperationStatus.Done
            && Base64.DecodeFromUtf8(base64, decoded, out _, out var length) == OperationStatus.Done
            && length == MacLength;
    }
}
