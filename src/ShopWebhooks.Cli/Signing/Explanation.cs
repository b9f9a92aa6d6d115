using System.Globalization;
using ShopWebhooks.Cli.Providers;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Signing;

/// <summary>Says in words why a request was not found valid, and what to look at. Never the secret, and never the signature that would be right.</summary>
/// <param name="provider">Who sent it.</param>
/// <param name="verifier">What found it not valid.</param>
internal sealed class Explanation(WebhookProvider provider, WebhookVerifier verifier)
{
    /// <summary>One sentence or more a line.</summary>
    /// <param name="failure">What was found.</param>
    /// <param name="request">The request.</param>
    /// <param name="now">The present by which it was judged.</param>
    public IEnumerable<string> Of(VerificationFailure failure, WebhookRequest<WebhookHeaders> request, DateTimeOffset now)
    {
        var scheme = SchemeUsedBy(request.Headers);
        return failure switch
        {
            VerificationFailure.MissingHeader => [Missing(HeaderNames.Of(scheme, verifier), request.Headers)],
            VerificationFailure.MalformedHeader => Malformed(HeaderNames.Of(scheme, verifier), request.Headers),
            VerificationFailure.TimestampTooOld or VerificationFailure.TimestampTooNew => [Time(failure, scheme, request.Headers, now)],
            VerificationFailure.SignatureMismatch => Mismatch(request),
            VerificationFailure.UnsupportedContentType => [$"{provider.Name} sends {string.Join(" or ", provider.ContentTypes)}, and no other content type."],
            VerificationFailure.BodyTooLarge => ["The body is longer than a source allows by default, 1 MiB."],
            _ => [$"The signature is right, but the body is not what {provider.Name} sends: it is no JSON, or does not name its event type."],
        };
    }

    // Of two sets of names, that decides of which there is a line.
    private WebhookScheme SchemeUsedBy(WebhookHeaders headers) =>
        provider.Scheme is HmacScheme { Fallback: { } fallback } && !IsAnyThere(provider.Scheme, headers) && IsAnyThere(fallback, headers)
            ? fallback
            : provider.Scheme;

    private bool IsAnyThere(WebhookScheme scheme, WebhookHeaders headers) =>
        HeaderNames.Of(scheme, verifier).SelectMany(names => names).Any(name => headers.Find(name, out _) > 0);

    private string Missing(IReadOnlyList<IReadOnlyList<string>> needed, WebhookHeaders headers)
    {
        if (needed.Count == 0)
        {
            return $"{provider.Name} has its signature in the body ({SchemeDescription.Of(provider)}), where it is not.";
        }

        var missing = needed.Where(names => names.All(name => headers.Find(name, out _) == 0));
        return $"{provider.Name} signs with {string.Join(", ", needed.Select(HeaderNames.AnyOf))}; "
            + $"there is no {string.Join(" and no ", missing.Select(HeaderNames.AnyOf))}.";
    }

    private List<string> Malformed(IReadOnlyList<IReadOnlyList<string>> needed, WebhookHeaders headers)
    {
        List<string> found = [];
        foreach (var name in needed.SelectMany(names => names))
        {
            var lines = headers.Find(name, out var value);
            if (lines > 1)
            {
                found.Add($"{name} is there {lines} times; of two values, the sender meant one, and nobody can tell which.");
            }
            else if (value is { Length: 0 })
            {
                found.Add($"{name} is empty.");
            }
        }

        var place = needed.Count == 0 ? "A field of the body" : "A header";
        if (found.Count == 0)
        {
            found.Add($"{place} is not written as {provider.Name} writes it: {SchemeDescription.Of(provider)}.");
        }

        return found;
    }

    private string Time(VerificationFailure failure, WebhookScheme scheme, WebhookHeaders headers, DateTimeOffset now)
    {
        var allowed = string.Create(CultureInfo.InvariantCulture, $"{verifier.Tolerance.TotalSeconds:0.###} s are allowed");
        var isOld = failure == VerificationFailure.TimestampTooOld;
        if (scheme is not HmacScheme hmac || SignedTime.Find(hmac, headers) is not { } time)
        {
            return $"The signed time lies too far {(isOld ? "before" : "after")} the present; {allowed}.";
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"It was signed for {time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {(now - time).Duration().TotalSeconds:0} s {(isOld ? "before" : "after")} the present; {allowed}.");
    }

    private IEnumerable<string> Mismatch(WebhookRequest<WebhookHeaders> request)
    {
        if (provider.Scheme is TokenScheme token)
        {
            return [$"The header {token.Header} does not hold the secret; check that it is the one set at {provider.Name}."];
        }

        if (WithoutLineBreak(request.Body) is { } body
            && verifier.Verify(new WebhookRequest<WebhookHeaders>(request.Method, request.PublicUrl, request.Headers, body)).IsValid)
        {
            return ["The body ends with a line break that was not signed: an editor or echo has added it. Without it, the request is valid."];
        }

        string[] url = provider.Scheme.SignsUrl
            ? [$"- the URL, {request.PublicUrl}, is the public one as it is registered at {provider.Name}, with its query;"]
            : [];
        return
        [
            $"No signature fits what was given. {provider.Name} signs by {SchemeDescription.Of(provider)}. Check that",
            $"- the secret is the one of this webhook, and whole ({SchemeDescription.OfSecret(provider.Scheme)});",
            $"- the body has the very bytes that were sent, {request.Body.Length} here: no other spaces, line breaks or order of fields;",
            .. url,
            "- the header lines are complete, and of the same request as the body.",
        ];
    }

    private static ReadOnlyMemory<byte>? WithoutLineBreak(ReadOnlyMemory<byte> body) => body.Span switch
    {
        [.., (byte)'\r', (byte)'\n'] => body[..^2],
        [.., (byte)'\n'] => body[..^1],
        _ => null,
    };
}
