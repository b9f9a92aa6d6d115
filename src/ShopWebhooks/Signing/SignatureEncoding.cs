namespace ShopWebhooks.Signing;

/// <summary>How the bytes of a signature are written. Only the canonical spelling is accepted.</summary>
public enum SignatureEncoding
{
    /// <summary>Hexadecimal digits in lower case.</summary>
    Hex,

    /// <summary>Base64 with padding (RFC 4648, section 4).</summary>
    Base64,
}
