namespace ShopWebhooks.Signing;

/// <content>What it writes.</content>
public sealed partial class HmacScheme
{
    internal override int GetMaxSignatureLength(int secrets)
    {
        var one = Prefix.Length + SignatureText.GetLength(KeyedHash.GetLength(Algorithm), Encoding);
        var entries = Separator is null ? 1 : secrets;
        var time = TimestampPrefix is { } prefix ? prefix.Length + LongestTimestamp + 1 : 0;
        return time + (entries * (one + 1)) - 1;
    }

    internal override bool TrySign(
        in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets, Span<char> destination, out int charsWritten)
    {
        CheckId(webhook);
        Span<char> timestamp = stackalloc char[LongestTimestamp];
        timestamp = timestamp[..WriteTimestamp(webhook, timestamp)];
        var fits = destination.Length >= GetMaxSignatureLength(secrets.Length);
        charsWritten = fits ? WriteSignatures(webhook, timestamp, Separator is null ? secrets[..1] : secrets, destination) : 0;
        return fits;
    }

    internal override IReadOnlyList<KeyValuePair<string, string>> Sign(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets)
    {
        CheckId(webhook);
        Span<char> timestamp = stackalloc char[LongestTimestamp];
        timestamp = timestamp[..WriteTimestamp(webhook, timestamp)];
        var lines = new List<KeyValuePair<string, string>>(3);
        if (SignedIdHeader is { } id)
        {
            lines.Add(new(id, webhook.Id));
        }

        if (_content.HasTimestamp && TimestampHeader is { } time)
        {
            lines.Add(new(time, timestamp.ToString()));
        }

        var length = GetMaxSignatureLength(secrets.Length);
        Span<char> signature = length <= 256 ? stackalloc char[256] : new char[length];
        var headers = Separator is null ? Math.Min(secrets.Length, _signatureHeaders.Length) : 1;
        for (var i = 0; i < headers; i++)
        {
            var written = WriteSignatures(webhook, timestamp, Separator is null ? secrets.Slice(i, 1) : secrets, signature);
            lines.Add(new(_signatureHeaders[i], new string(signature[..written])));
        }

        return lines;
    }

    private int WriteSignatures(
        in OutgoingWebhook webhook, ReadOnlySpan<char> timestamp, ReadOnlySpan<WebhookSecret> secrets, Span<char> destination)
    {
        if (_content.HasUrl)
        {
            CheckUrl(webhook.Url);
        }

        Span<byte> mac = stackalloc byte[KeyedHash.MaxLength];
        mac = mac[..KeyedHash.GetLength(Algorithm)];
        var written = 0;
        if (TimestampPrefix is { } prefix)
        {
            prefix.CopyTo(destination);
            timestamp.CopyTo(destination[prefix.Length..]);
            written = prefix.Length + timestamp.Length;
        }

        foreach (var secret in secrets)
        {
            ComputeMac(secret, webhook.Id, timestamp, webhook.Method, webhook.Url, webhook.Body, mac);
            if (written > 0)
            {
                destination[written++] = Separator ?? ',';
            }

            Prefix.CopyTo(destination[written..]);
            written += Prefix.Length;
            written += SignatureText.Write(mac, Encoding, destination[written..]);
        }

        return written;
    }

    private int WriteTimestamp(in OutgoingWebhook webhook, Span<char> destination) =>
        _content.HasTimestamp ? TimestampText.Write(webhook.Timestamp, TimestampFormat, destination) : 0;

    private void CheckId(in OutgoingWebhook webhook)
    {
        if (_content.HasId && !HeaderLine.IsId(webhook.Id))
        {
            throw new ArgumentException($"The id of the webhook cannot be signed; {HeaderLine.IdRule}.", nameof(webhook));
        }
    }
}
