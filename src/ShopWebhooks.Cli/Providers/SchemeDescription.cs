using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Providers;

/// <summary>Says in a line how a scheme signs.</summary>
internal static class SchemeDescription
{
    public static string Of(WebhookScheme scheme) => scheme switch
    {
        HmacScheme hmac => $"{NameOf(hmac.Algorithm)} of {hmac.SignedContent} in {HeaderNames.AnyOf(hmac.SignatureHeaders)}, {FormOf(hmac)}",
        TokenScheme { IsBasic: true } basic => $"user:password in {basic.Header} (HTTP Basic), nothing signed",
        TokenScheme token => $"the secret itself in {token.Header}, nothing signed",
        _ => $"{scheme}",
    };

    /// <summary>How its secrets are written.</summary>
    public static string OfSecret(WebhookScheme scheme) => scheme.SecretFormat switch
    {
        SecretFormat.StandardWebhooks => "whsec_ and base64",
        SecretFormat.Hex => "hexadecimal digits",
        SecretFormat.PublicKey => "the provider's public key, PEM or base64",
        _ => "the whole text is the key, whatever it looks like",
    };

    private static string NameOf(SignatureAlgorithm algorithm) => algorithm switch
    {
        SignatureAlgorithm.HmacSha1 => "HMAC-SHA1",
        SignatureAlgorithm.HmacSha256 => "HMAC-SHA256",
        SignatureAlgorithm.HmacSha512 => "HMAC-SHA512",
        _ => "SHA-256 with the secret first",
    };

    private static string FormOf(HmacScheme scheme)
    {
        var encoding = scheme.Encoding == SignatureEncoding.Base64 ? "base64" : "hex";
        var signature = scheme.Prefix + encoding;
        return scheme.TimestampPrefix is { } time ? $"{time}{{timestamp}}{scheme.Separator}{signature}" : signature;
    }
}
