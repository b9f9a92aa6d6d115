namespace ShopWebhooks.Signing;

/// <summary>How a signature is computed of the signed content and the key.</summary>
public enum SignatureAlgorithm
{
    /// <summary>HMAC-SHA256 (RFC 2104, FIPS 180-4).</summary>
    HmacSha256,

    /// <summary>HMAC-SHA1, as older providers have it.</summary>
    HmacSha1,

    /// <summary>HMAC-SHA512.</summary>
    HmacSha512,

    /// <summary>SHA-256 of the key followed by the content, which is no HMAC. For those who sign so already; not for a scheme of your own.</summary>
    Sha256OfKeyAndContent,
}
