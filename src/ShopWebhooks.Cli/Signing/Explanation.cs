using System.Globalization;
using ShopWebhooks.Cli.Providers;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Signing;

/// <summary>Says in words why a request was not found valid, and what to look at. Never the secret, and never the signature that would be right.</summary>
internal static class Explanation
{
    /// <summary>One sentence or more a line.</summary>
    public static IEnumerable<string> Of(
        VerificationFailure failure, WebhookProvider provider, WebhookRequest<WebhookHeaders> request, WebhookVerifier verifier, DateTimeOffset now)
    {
        var scheme = SchemeUsedBy(provider.Scheme, request.Headers);
        return failure switch
        {
            VerificationFailure.MissingHeader => [Missing(provider, scheme, request.Headers)],
            VerificationFailure.MalformedHeader => Malformed(provider, scheme, request.Headers),
            VerificationFailure.TimestampTooOld or VerificationFailure.TimestampTooNew => [Time(failure, scheme, request.Headers, verifier.Tolerance, now)],
            VerificationFailure.SignatureMismatch => Mismatch(provider, request, verifier),
            VerificationFailure.UnsupportedContentType => [$"{provider.Name} sends {string.Join(" or ", provider.ContentTypes)}, and no other content type."],
            VerificationFailure.KeyUnavailable => [$"The key that {provider.Name} signs with could not be fetched; try again, or give it with --key FILE."],
            VerificationFailure.BodyTooLarge => ["The body is longer than a source allows by default, 1 MiB."],
            _ => [$"The signature is right, but the body is not what {provider.Name} sends: it is no JSON, or does not name its event type."],
        };
    }

    // The names that decide are those of which there is a line.
    private static WebhookScheme SchemeUsedBy(WebhookScheme scheme, WebhookHeaders headers) =>
        scheme is HmacScheme { Fallback: { } fallback } && scheme.ReadsHeaders.All(name => headers.Find(name, out _) == 0)
            && fallback.ReadsHeaders.Any(name => headers.Find(name, out _) > 0)
            ? fallback
            : scheme;

    private static string Missing(WebhookProvider provider, WebhookScheme scheme, WebhookHeaders headers)
    {
        var needed = HeaderNames.NeededBy(scheme);
        if (needed.Count == 0)
        {
            return $"{provider.Name} signs within the body, {SchemeDescription.Of(scheme)}; this body holds no such signature.";
        }

        var missing = needed.Where(names => names.All(name => headers.Find(name, out _) == 0));
        return $"{provider.Name} signs with {string.Join(", ", needed.Select(HeaderNames.AnyOf))}; "
            + $"there is no {string.Join(" and no ", missing.Select(HeaderNames.AnyOf))}.";
    }

    private static IEnumerable<string> Malformed(WebhookProvider provider, WebhookScheme scheme, WebhookHeaders headers)
    {
        var isNamed = false;
        foreach (var name in scheme.ReadsHeaders)
        {
            var lines = headers.Find(name, out var value);
            if (lines > 1)
            {
                isNamed = true;
                yield return $"{name} is there {lines} times; of two values, the sender meant one, and nobody can tell which.";
            }
            else if (value is { Length: 0 })
            {
                isNamed = true;
                yield return $"{name} is empty.";
            }
        }

        if (!isNamed)
        {
            yield return $"A header is not written as {provider.Name} writes it: {SchemeDescription.Of(scheme)}.";
        }
    }

    private static string Time(
        VerificationFailure failure, WebhookScheme scheme, WebhookHeaders headers, TimeSpan tolerance, DateTimeOffset now)
    {
        var allowed = string.Create(CultureInfo.InvariantCulture, $"{tolerance.TotalSeconds:0.###} s are allowed");
        if (scheme is not HmacScheme hmac || SignedTime.Find(hmac, headers) is not { } time)
        {
            return $"The signed time is too far from the present: {allowed}.";
        }

        var (difference, direction) = failure == VerificationFailure.TimestampTooOld ? (now - time, "before") : (time - now, "after");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"It was signed for {time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {difference.TotalSeconds:0} s {direction} the present; {allowed}.");
    }

    private static IEnumerable<string> Mismatch(WebhookProvider provider, WebhookRequest<WebhookHeaders> request, WebhookVerifier verifier)
    {
        if (provider.Scheme is TokenScheme token)
        {
            yield return $"The header {token.Header} does not hold the secret; check that it is the one set at {provider.Name}.";
            yield break;
        }

        if (!provider.Scheme.FetchesKey && WithoutLineBreak(request.Body) is { } body
            && verifier.Verify(new WebhookRequest<WebhookHeaders>(request.Method, request.PublicUrl, request.Headers, body)).IsValid)
        {
            yield return "The body ends with a line break that was not signed: an editor or echo has added it. Without it, the request is valid.";
            yield break;
        }

        yield return $"No signature fits what was given. {provider.Name} signs by {SchemeDescription.Of(provider.Scheme)}. Check that";
        yield return $"- the secret is the one of this webhook, and whole ({SchemeDescription.OfSecret(provider.Scheme)});";
        yield return $"- the body has the very bytes that were sent, {request.Body.Length} here: no other spaces, line breaks or order of fields;";
        if (provider.Scheme.SignsUrl)
        {
            yield return $"- the URL, {request.PublicUrl}, is the public one as it is registered at {provider.Name}, with its query;";
        }

        yield return "- the header lines are complete, and of the same request as the body.";
    }

    private static ReadOnlyMemory<byte>? WithoutLineBreak(ReadOnlyMemory<byte> body) => body.Span switch
    {
        [.., (byte)'\r', (byte)'\n'] => body[..^2],
        [.., (byte)'\n'] => body[..^1],
        _ => null,
    };
}
