using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ShopWebhooks.Storage.InMemory;

/// <summary>128 bits of SHA-256 over origin and dedupe key: of one size however long the texts, and nobody can aim at another's.</summary>
internal readonly record struct DedupeDigest(ulong High, ulong Low)
{
    private const int StackLimit = 1024;

    public static DedupeDigest Of(string origin, string key)
    {
        // NUL cannot occur in either text, so no two pairs are spelled alike.
        var length = origin.Length + 1 + key.Length;
        var text = length <= StackLimit ? stackalloc char[length] : new char[length];
        origin.CopyTo(text);
        text[origin.Length] = '\0';
        key.CopyTo(text[(origin.Length + 1)..]);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text), hash);
        return MemoryMarshal.Read<DedupeDigest>(hash);
    }
}
