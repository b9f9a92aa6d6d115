namespace ShopWebhooks.Signing;

/// <summary>How a secret is written, and so what its key is.</summary>
public enum SecretFormat
{
    /// <summary>Standard Webhooks: <c>whsec_</c> and the canonical base64 of 24 to 64 bytes, which are the key.</summary>
    StandardWebhooks,

    /// <summary>The key is the UTF-8 of the whole text, whatever it looks like.</summary>
    Text,

    /// <summary>The key is what the hexadecimal digits stand for.</summary>
    Hex,

    /// <summary>The provider's public key: PEM, or the base64 of a SubjectPublicKeyInfo. It is no secret, and stands where one would.</summary>
    PublicKey,
}
