using System.Security.Cryptography;
using System.Text;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <summary>
/// Twilio and Mandrill: HMAC-SHA1 of the URL and the fields of the form, sorted by name, name and value joined. A body that is no form is
/// signed by its SHA-256, which the URL then has as <c>bodySHA256</c>.
/// </summary>
internal sealed class FormScheme : WebhookScheme
{
    private const string BodyHash = "bodySHA256=";

    // Far above what either sends. Sorting as many as a body can hold would be work for whoever asks.
    private const int MostFields = 1000;

    /// <summary>The header of the signature.</summary>
    public required string SignatureHeader { get; init; }

    /// <summary>Whether the provider may leave out the port of the URL, or write the standard one, whatever is registered.</summary>
    public bool IsPortUncertain { get; init; }

    public override bool SignsUrl => true;

    internal override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        if (HeaderLine.Find(request.Headers, SignatureHeader, out var signature) is { } failure)
        {
            return new VerificationResult(failure);
        }

        var url = Checked(request.PublicUrl);

        // What is no form, and whose hash the URL does not have, is not signed at all. Read as a form it could fit the signature of one.
        if (Fields(url, request.Body.Span) is { } fields
            && (HasBodyHash(url) || FormBody.IsForm(request.Headers) || request.Headers.Find("content-type", out _) == 0)
            && (IsSigned(signature!, url + fields, secrets)
                || (IsPortUncertain && IsSigned(signature!, PublicAddress.WithOtherPort(url) + fields, secrets))))
        {
            return new VerificationResult(new VerifiedWebhook(null, null, request.Body));
        }

        return new VerificationResult(VerificationFailure.SignatureMismatch);
    }

    internal override int GetMaxSignatureLength(int secrets) => SignatureText.GetLength(SHA1.HashSizeInBytes, SignatureEncoding.Base64);

    internal override bool TrySign(
        in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets, Span<char> destination, out int charsWritten)
    {
        var signature = Compute(webhook, secrets[0]);
        var fits = signature.TryCopyTo(destination);
        charsWritten = fits ? signature.Length : 0;
        return fits;
    }

    internal override IReadOnlyList<KeyValuePair<string, string>> Sign(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets) =>
        [new(SignatureHeader, Compute(webhook, secrets[0]))];

    private static bool IsSigned(string signature, string text, ReadOnlySpan<WebhookSecret> secrets) =>
        SignedText.IsSigned(signature, text, secrets, SignatureAlgorithm.HmacSha1, SignatureEncoding.Base64);

    private static string Compute(in OutgoingWebhook webhook, WebhookSecret secret)
    {
        var url = Checked(webhook.Url);
        var fields = Fields(url, webhook.Body)
            ?? throw new ArgumentException(
                $"The webhook cannot be signed; a form has at most {MostFields} fields, and a bodySHA256 in the URL must be that of the body, in lower case.",
                nameof(webhook));
        return SignedText.Sign(url + fields, secret, SignatureAlgorithm.HmacSha1, SignatureEncoding.Base64);
    }

    /// <summary>The fields as they are signed: none where the URL has the hash of the body. Null: they cannot be.</summary>
    private static string? Fields(string url, ReadOnlySpan<byte> body)
    {
        if (HasBodyHash(url))
        {
            return IsHashOf(url, body) ? "" : null;
        }

        if (body.Count((byte)'&') >= MostFields)
        {
            return null;
        }

        // A value that is there twice counts once, and values of one name are sorted: so do the libraries of Twilio.
        var content = new StringBuilder();
        var fields = FormBody.Read(body).Distinct();
        foreach (var field in fields.OrderBy(field => field.Key, StringComparer.Ordinal).ThenBy(field => field.Value, StringComparer.Ordinal))
        {
            content.Append(field.Key).Append(field.Value);
        }

        return content.ToString();
    }

    private static bool HasBodyHash(string url) => BodyHashes(url).Any();

    private static bool IsHashOf(string url, ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> sent = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return BodyHashes(url).ToArray() is [var only]
            && SignatureText.TryRead(only, SignatureEncoding.Hex, sent)
            && CryptographicOperations.FixedTimeEquals(sent, hash);
    }

    private static IEnumerable<string> BodyHashes(string url)
    {
        var query = url.IndexOf('?', StringComparison.Ordinal);
        return query < 0
            ? []
            : url[(query + 1)..].Split('&').Where(each => each.StartsWith(BodyHash, StringComparison.Ordinal)).Select(each => each[BodyHash.Length..]);
    }

    // Not a stranger's fault: the URL comes from the application's settings.
    private static string Checked(string? url) =>
        url ?? throw new ArgumentException("The scheme signs the URL; give the public URL, exactly as the provider has it.", nameof(url));
}
