using System.Buffers;
using System.Globalization;

namespace ShopWebhooks.Signing;

/// <summary>Standard Webhooks 1.0, <c>v1</c>. The rules are told at <see cref="WebhookScheme.StandardWebhooks"/>.</summary>
internal sealed class StandardWebhooksScheme : WebhookScheme
{
    private const int MaxIdLength = 256;
    private const int MaxTimestampLength = 19;
    private const int MaxSignatureHeaderLength = 4096;
    private const int MacLength = 32;

    // The end of the year 9999, the last second that a DateTimeOffset can hold.
    private const long LastSecond = 253_402_300_799;

    // Search values rather than ranges: the framework's search in a range boxes its bounds until the compiler has optimized it.
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> IdCharacters = SearchValues.Create(
        "!\"#$%&'()*+,-/0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    internal override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        if (SignatureHeaders.Find(request.Headers, out var headers) is { } failure)
        {
            return new VerificationResult(failure);
        }

        if (!IsId(headers.Id)
            || !TryParseTimestamp(headers.Timestamp, out var seconds)
            || headers.Signature.Length is 0 or > MaxSignatureHeaderLength)
        {
            return new VerificationResult(VerificationFailure.MalformedHeader);
        }

        // Cannot overflow: both lie within the years 1 to 9999 once later seconds are out of the way.
        var ahead = new TimeSpan((Math.Min(seconds, LastSecond) - now.ToUnixTimeSeconds()) * TimeSpan.TicksPerSecond);
        if (seconds > LastSecond || ahead > tolerance)
        {
            return new VerificationResult(VerificationFailure.TimestampTooNew);
        }

        if (-ahead > tolerance)
        {
            return new VerificationResult(VerificationFailure.TimestampTooOld);
        }

        // The MAC is of the timestamp's text as it was sent, not of the number that was read from it.
        Span<byte> mac = stackalloc byte[MacLength];
        foreach (var secret in secrets)
        {
            ComputeMac(secret.Hashes, headers.Id, headers.Timestamp, request.Body.Span, mac);
            if (SignatureList.Contains(headers.Signature, mac))
            {
                var timestamp = DateTimeOffset.FromUnixTimeSeconds(seconds);
                return new VerificationResult(new VerifiedWebhook(headers.Id, timestamp, request.Body));
            }
        }

        return new VerificationResult(VerificationFailure.SignatureMismatch);
    }

    internal override int GetMaxSignatureLength(int secrets) => SignatureList.GetLength(secrets);

    internal override bool TrySign(
        in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets, Span<char> destination, out int charsWritten)
    {
        Span<char> timestamp = stackalloc char[MaxTimestampLength];
        GetSeconds(webhook).TryFormat(timestamp, out var length, default, CultureInfo.InvariantCulture);
        var fits = destination.Length >= SignatureList.GetLength(secrets.Length);
        charsWritten = fits ? WriteSignature(webhook, timestamp[..length], secrets, destination) : 0;
        return fits;
    }

    internal override IReadOnlyList<KeyValuePair<string, string>> Sign(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets)
    {
        var timestamp = GetSeconds(webhook).ToString(CultureInfo.InvariantCulture);
        var length = SignatureList.GetLength(secrets.Length);
        Span<char> signature = length <= 256 ? stackalloc char[256] : new char[length];
        WriteSignature(webhook, timestamp, secrets, signature);
        return
        [
            new(SignatureHeaders.IdName, webhook.Id),
            new(SignatureHeaders.TimestampName, timestamp),
            new(SignatureHeaders.SignatureName, new string(signature[..length])),
        ];
    }

    private static int WriteSignature(
        in OutgoingWebhook webhook, ReadOnlySpan<char> timestamp, ReadOnlySpan<WebhookSecret> secrets, Span<char> destination)
    {
        Span<byte> mac = stackalloc byte[MacLength];
        var written = 0;
        foreach (var secret in secrets)
        {
            ComputeMac(secret.Hashes, webhook.Id, timestamp, webhook.Body, mac);
            written += SignatureList.Append(mac, written == 0, destination[written..]);
        }

        return written;
    }

    private static long GetSeconds(in OutgoingWebhook webhook)
    {
        if (!IsId(webhook.Id))
        {
            throw new ArgumentException(
                $"The id of the webhook cannot be signed; it needs 1 to {MaxIdLength} printable ASCII characters without a blank or dot.",
                nameof(webhook));
        }

        var seconds = webhook.Timestamp.ToUnixTimeSeconds();
        return seconds >= 0
            ? seconds
            : throw new ArgumentException(
                $"The timestamp of the webhook is {webhook.Timestamp:O}; it must not lie before 1970, where Unix time begins.",
                nameof(webhook));
    }

    private static bool IsId(string? id) =>
        id is { Length: > 0 and <= MaxIdLength } && !id.AsSpan().ContainsAnyExcept(IdCharacters);

    // Not left to long.TryParse alone, which takes leading zeros and a NUL at the end.
    private static bool TryParseTimestamp(string text, out long seconds)
    {
        seconds = 0;
        return text.Length is > 0 and <= MaxTimestampLength
            && !text.AsSpan().ContainsAnyExcept(Digits)
            && (text[0] != '0' || text.Length == 1)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
    }

    private static void ComputeMac(
        KeyedHashPool hashes, ReadOnlySpan<char> id, ReadOnlySpan<char> timestamp, ReadOnlySpan<byte> body, Span<byte> mac)
    {
        var hash = hashes.Take();
        hash.AppendAscii(id);
        hash.Append((byte)'.');
        hash.AppendAscii(timestamp);
        hash.Append((byte)'.');
        hash.Append(body);
        hash.Finish(mac);
        hashes.Return(hash);
    }
}
