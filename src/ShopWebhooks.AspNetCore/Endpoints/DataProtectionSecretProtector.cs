using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Endpoints;

/// <summary>Protects with the keys of ASP.NET Core's data protection, which it rotates by itself.</summary>
internal sealed class DataProtectionSecretProtector(IDataProtectionProvider provider) : ISecretProtector
{
    private const string Root = "ShopWebhooks";

    public byte[] Protect(ReadOnlySpan<byte> secret, string purpose) => provider.CreateProtector(Root, purpose).Protect(secret.ToArray());

    public byte[]? Unprotect(ReadOnlySpan<byte> protectedSecret, string purpose)
    {
        try
        {
            return provider.CreateProtector(Root, purpose).Unprotect(protectedSecret.ToArray());
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
