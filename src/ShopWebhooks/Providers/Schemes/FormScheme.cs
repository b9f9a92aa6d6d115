using System.Security.Cryptography;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers.Schemes;

/// <summary>
/// Twilio and Mandrill: HMAC-SHA1, in base64, of the URL followed by name and value of each field of the form, sorted by name and then value.
/// </summary>
/// <remarks>
/// Without a form the URL alone is signed, and its parameter <c>bodySHA256</c> is the hash of the body. Twilio signs the URL with the port or
/// without it, depending on the product; both are tried. Names and values are joined without anything between them, so that <c>a=1</c> and
/// <c>a1=</c> have the same signature: a form is known again by what is signed, and not by its bytes.
/// </remarks>
internal sealed class FormScheme(string header) : WebhookScheme
{
    private const string BodyHash = "bodySHA256=";
    private const int MacLength = 20;

    public override bool SignsUrl => true;

    public override IReadOnlyList<string> ReadsHeaders => [header];

    internal override bool SignsForm => true;

    internal override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        if (HeaderLine.Find(request.Headers, header, out var signature) is { } failure)
        {
            return new VerificationResult(failure);
        }

        HmacScheme.CheckUrl(request.PublicUrl);

        // What is no form, and whose hash the URL does not have, is not signed at all: read as a form it could fit the signature of one.
        var isForm = FormBody.IsForm(request.Headers) || request.Headers.Find("content-type", out _) == 0;
        if (Text(request.PublicUrl!, request.Body.Span) is not { } fields || (!isForm && HashesIn(request.PublicUrl!).Length == 0))
        {
            return new VerificationResult(VerificationFailure.SignatureMismatch);
        }

        foreach (var url in Spellings(request.PublicUrl!))
        {
            if (ActiveSecrets.HaveSigned(secrets, SignatureAlgorithm.HmacSha1, SignatureEncoding.Base64, signature, url, fields))
            {
                return new VerificationResult(new VerifiedWebhook(null, null, request.Body) { SignedDigest = ContentDigest.Of(url + fields) });
            }
        }

        return new VerificationResult(VerificationFailure.SignatureMismatch);
    }

    internal override IReadOnlyList<KeyValuePair<string, string>> Sign(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets)
    {
        HmacScheme.CheckUrl(webhook.Url);
        var fields = Text(webhook.Url!, webhook.Body)
            ?? throw new ArgumentException(
                $"A form has at most {FormBody.MostFields} fields of UTF-8, and a bodySHA256 in the URL is the SHA-256 of the body, in hexadecimal digits.",
                nameof(webhook));
        Span<byte> mac = stackalloc byte[MacLength];
        secrets[0].Sign(SignatureAlgorithm.HmacSha1, webhook.Url, fields, mac);
        return [new(header, Convert.ToBase64String(mac))];
    }

    public override string ToString() => $"HMAC-SHA1 of the URL and the sorted form in {header}, base64";

    // What is signed behind the URL: the fields of a form, or nothing where the URL holds the hash of the body. Null when that is another.
    private static string? Text(string url, ReadOnlySpan<byte> body) => HashesIn(url) switch
    {
        [] when !FormBody.HasTooManyFields(body) => FormBody.ToSortedText(body),
        [var hash] when IsHashOf(hash, body) => "",
        _ => null,
    };

    private static string[] HashesIn(string url)
    {
        var query = url.IndexOf('?', StringComparison.Ordinal);
        return query < 0
            ? []
            : [.. url[(query + 1)..].Split('&').Where(each => each.StartsWith(BodyHash, StringComparison.Ordinal)).Select(each => each[BodyHash.Length..])];
    }

    private static bool IsHashOf(string hash, ReadOnlySpan<byte> body)
    {
        Span<byte> sent = stackalloc byte[SHA256.HashSizeInBytes];
        return SignatureText.TryRead(hash, SignatureEncoding.Hex, sent) && CryptographicOperations.FixedTimeEquals(sent, SHA256.HashData(body));
    }

    private static IEnumerable<string> Spellings(string url)
    {
        yield return url;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed))
        {
            yield break;
        }

        var end = url.IndexOfAny(['/', '?', '#'], url.IndexOf("://", StringComparison.Ordinal) + 3);
        var origin = end < 0 ? url : url[..end];
        var rest = end < 0 ? "" : url[end..];
        var port = $":{parsed.Port}";
        if (origin.EndsWith(port, StringComparison.Ordinal))
        {
            yield return origin[..^port.Length] + rest;
        }
        else if (parsed.IsDefaultPort)
        {
            yield return origin + port + rest;
        }
    }
}
