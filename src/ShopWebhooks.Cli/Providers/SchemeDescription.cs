using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Providers;

/// <summary>Says in a line how a provider signs.</summary>
internal static class SchemeDescription
{
    // Those whose schemes are code; of the others, the scheme itself tells.
    private static readonly Dictionary<string, string> Own = new(StringComparer.Ordinal)
    {
        [WebhookProviders.Adyen.Name] = "HMAC-SHA256 of eight fields of each item, in its additionalData.hmacSignature, base64",
        [WebhookProviders.Linear.Name] = "HMAC-SHA256 of {body}, which holds the time, in Linear-Signature, hex",
        [WebhookProviders.Mailgun.Name] = "HMAC-SHA256 of {timestamp}{token} in the body's signature, hex; the rest of the body is not signed",
        [WebhookProviders.Mandrill.Name] = "HMAC-SHA1 of {url} and the sorted fields of the form in X-Mandrill-Signature, base64",
        [WebhookProviders.MicrosoftGraph.Name] = "the secret itself in the clientState of each notification of the body, nothing signed",
        [WebhookProviders.Twilio.Name] = "HMAC-SHA1 of {url} and the sorted fields of the form in X-Twilio-Signature, base64",
    };

    public static string Of(WebhookProvider provider) => Own.TryGetValue(provider.Name, out var own) ? own : Of(provider.Scheme);

    /// <summary>How its secrets are written.</summary>
    public static string OfSecret(WebhookScheme scheme) => scheme.SecretFormat switch
    {
        SecretFormat.StandardWebhooks => "whsec_ and base64",
        SecretFormat.Hex => "hexadecimal digits",
        _ => "the whole text is the key, whatever it looks like",
    };

    private static string Of(WebhookScheme scheme) => scheme switch
    {
        HmacScheme hmac => $"{NameOf(hmac.Algorithm)} of {hmac.SignedContent} in {HeaderNames.AnyOf(hmac.SignatureHeaders)}, {FormOf(hmac)}",
        TokenScheme { IsBasic: true } basic => $"user:password in {basic.Header} (HTTP Basic), nothing signed",
        TokenScheme token => $"the secret itself in {token.Header}, nothing signed",
        _ => "a scheme of its own",
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
