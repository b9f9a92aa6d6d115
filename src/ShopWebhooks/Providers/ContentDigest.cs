using System.Security.Cryptography;
using System.Text;

namespace ShopWebhooks.Providers;

/// <summary>What stands for a content that a message is known again by.</summary>
internal static class ContentDigest
{
    public static string Of(ReadOnlySpan<byte> content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    public static string Of(string content) => Of(Encoding.UTF8.GetBytes(content));
}
