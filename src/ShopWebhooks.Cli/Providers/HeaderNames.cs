using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Providers;

/// <summary>The headers that say something about a webhook.</summary>
internal static class HeaderNames
{
    private static readonly string[] Always = ["Content-Type", "User-Agent"];

    /// <summary>Those that must be there: of each list, one.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> NeededBy(WebhookScheme scheme) => scheme is HmacScheme hmac
        ? [.. Named(hmac.IdHeader, hmac.TimestampHeader).Select(name => new[] { name }), hmac.SignatureHeaders]
        : [.. scheme.ReadsHeaders.Select(name => new[] { name })];

    /// <summary>Those of which one is enough, in words.</summary>
    public static string AnyOf(IReadOnlyList<string> names) => names.Count > 2 ? $"{names[0]} … {names[^1]}" : string.Join(" or ", names);

    /// <summary>Those worth printing: what the body is, who sends what, and the signature, unless it is the secret itself.</summary>
    public static IEnumerable<string> OfInterest(WebhookProvider provider)
    {
        var named = Named([.. provider.EventType.Concat(provider.MessageId).Select(field => field.HeaderName)]);
        var signature = provider.Scheme is TokenScheme ? [] : provider.Scheme.ReadsHeaders;
        var fallback = provider.Scheme is HmacScheme { Fallback: { } other } ? other.ReadsHeaders : [];
        string[] all = [.. Always, .. named, .. provider.KeptHeaders, .. signature, .. fallback];
        return all.Distinct(StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> Named(params IEnumerable<string?> names) => names.OfType<string>();
}
