using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Providers;

/// <summary>The headers that say something about a webhook.</summary>
internal static class HeaderNames
{
    private static readonly string[] Always = ["Content-Type", "User-Agent"];

    /// <summary>Those that hold the signature and what is signed beside the body: of each list, one is enough. Empty where they are in the body.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Of(WebhookScheme scheme, WebhookVerifier verifier) => scheme switch
    {
        HmacScheme hmac => [.. Named(hmac.IdHeader, hmac.TimestampHeader).Select(name => new[] { name }), hmac.SignatureHeaders],
        _ => [.. AskedBy(verifier).Select(name => new[] { name })],
    };

    /// <summary>Names of which one is enough, in words.</summary>
    public static string AnyOf(IReadOnlyList<string> names) => names.Count > 2 ? $"{names[0]} … {names[^1]}" : string.Join(" or ", names);

    /// <summary>Those worth printing: what the body is, who sends what, and the signature, unless it is the secret itself.</summary>
    public static IEnumerable<string> OfInterest(WebhookProvider provider, WebhookVerifier verifier)
    {
        var named = Named([.. provider.EventType.Concat(provider.MessageId).Select(field => field.HeaderName)]);
        var signature = provider.Scheme is TokenScheme ? [] : Of(provider.Scheme, verifier).SelectMany(names => names);
        var fallback = provider.Scheme is HmacScheme { Fallback: { } other } ? Of(other, verifier).SelectMany(names => names) : [];
        string[] all = [.. Always, .. named, .. provider.KeptHeaders, .. signature, .. fallback];
        return all.Distinct(StringComparer.OrdinalIgnoreCase);
    }

    private static IReadOnlyList<string> AskedBy(WebhookVerifier verifier)
    {
        var headers = new AskedHeaders();
        verifier.Verify(new WebhookRequest<AskedHeaders>("POST", "https://shop.example/", headers, default));
        return headers.Names;
    }

    private static IEnumerable<string> Named(params IEnumerable<string?> names) => names.OfType<string>();
}
