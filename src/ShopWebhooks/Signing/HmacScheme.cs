using System.Security.Cryptography;

namespace ShopWebhooks.Signing;

/// <summary>A scheme that signs parts of a request with a shared secret, told as data. Immutable and thread-safe.</summary>
/// <remarks>
/// <para>Verifying checks in this order, and the first fault is the reason:</para>
/// <list type="number">
/// <item>A header is missing; of several signature headers, one is enough.</item>
/// <item>A header is there twice, is empty, or longer than 4,096 characters; an id is not 1 to 256 printable ASCII characters without a
/// blank or dot (a dot would move the signed boundaries); a time is not written as its format says, or is missing in the list.</item>
/// <item>The time lies too far back or ahead. It is compared in its own resolution; a difference of exactly the tolerance is
/// accepted.</item>
/// <item>The signature: every entry is tried with every secret. Entries without the prefix, and those not spelled canonically, are
/// skipped, since the next may be right; when none fits, the signature does not match.</item>
/// </list>
/// <para>What is hashed is the text of id and time as it was sent, and the raw body.</para>
/// </remarks>
public sealed class HmacScheme : WebhookScheme
{
    private const int LongestTimestamp = 32;

    // As arrays they are gone through without an enumerator.
    private readonly string[] _signatureHeaders = [];
    private readonly ContentTemplate _content = ContentTemplate.Parse("{body}");

    /// <summary>The headers that a signature may be in, by name. Each secret may have one of its own; any that fits is enough.</summary>
    /// <value>Required; at least one.</value>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public required IReadOnlyList<string> SignatureHeaders
    {
        get => _signatureHeaders;
        init => _signatureHeaders = value is { Count: > 0 }
            ? [.. value]
            : throw new ArgumentException("A scheme needs a signature header; name it.", nameof(value));
    }

    /// <summary>
    /// What is signed: literal text and the parts <c>{id}</c>, <c>{timestamp}</c>, <c>{method}</c>, <c>{url}</c>, <c>{decoded-url}</c> and
    /// <c>{body}</c>, as in <c>{id}.{timestamp}.{body}</c>.
    /// </summary>
    /// <value><c>{body}</c>.</value>
    /// <exception cref="ArgumentException">The value has another part, or is without the body.</exception>
    public string SignedContent
    {
        get;
        init
        {
            _content = ContentTemplate.Parse(value);
            field = value;
        }
    } = "{body}";

    /// <summary>How the signature is computed.</summary>
    /// <value>HMAC-SHA256.</value>
    public SignatureAlgorithm Algorithm { get; init; }

    /// <summary>How the signature is written.</summary>
    /// <value>Hexadecimal.</value>
    public SignatureEncoding Encoding { get; init; }

    /// <summary>What stands before each signature, <c>sha256=</c>.</summary>
    /// <value>Nothing.</value>
    public string Prefix { get; init; } = "";

    /// <summary>What divides the entries where the signature header is a list; blanks around an entry do not count.</summary>
    /// <value>Null: the header is one signature.</value>
    public char? Separator { get; init; }

    /// <summary>What stands before the time where it is an entry of the same list, <c>t=</c>.</summary>
    /// <value>Null: it is not.</value>
    public string? TimestampPrefix { get; init; }

    /// <summary>The header of the signed time.</summary>
    /// <value>Null: there is none.</value>
    public string? TimestampHeader { get; init; }

    /// <summary>How the signed time is written.</summary>
    /// <value>Unix seconds.</value>
    public TimestampFormat TimestampFormat { get; init; }

    /// <summary>The header of the signed id of the message.</summary>
    /// <value>Null: there is none, or it is not signed.</value>
    public string? IdHeader { get; init; }

    /// <summary>The same scheme under other header names: it decides where no header of this one is there at all.</summary>
    /// <remarks>Were sets mixed or tried in turn, who can add a header could choose which id and time the application sees.</remarks>
    /// <value>Null: there is none.</value>
    public HmacScheme? Fallback { get; init; }

    /// <inheritdoc />
    public override bool SignsUrl => _content.HasUrl;

    /// <inheritdoc />
    public override bool SignsTime => _content.HasTimestamp;

    /// <inheritdoc />
    internal override string? SignedIdHeader => _content.HasId ? IdHeader : null;

    internal override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        if (Find(request.Headers, out var lines) is { } failure)
        {
            return failure == VerificationFailure.MissingHeader && Fallback is { } fallback && !HasAnyHeader(request.Headers)
                ? fallback.Verify(request, secrets, tolerance, now)
                : new VerificationResult(failure);
        }

        DateTimeOffset? timestamp = null;
        if (_content.HasTimestamp)
        {
            if (TimestampText.Check(lines.Timestamp, TimestampFormat, tolerance, now, out var time) is { } problem)
            {
                return new VerificationResult(problem);
            }

            timestamp = time;
        }

        CheckUrl(request.PublicUrl);
        Span<byte> mac = stackalloc byte[KeyedHash.MaxLength];
        mac = mac[..KeyedHash.GetLength(Algorithm)];
        foreach (var secret in secrets)
        {
            ComputeMac(secret, lines.Id, lines.Timestamp, request.Method, request.PublicUrl, request.Body.Span, mac);
            if (IsSigned(request.Headers, lines.Signature, mac))
            {
                return new VerificationResult(new VerifiedWebhook(lines.Id, timestamp, request.Body));
            }
        }

        return new VerificationResult(VerificationFailure.SignatureMismatch);
    }

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

    private VerificationFailure? Find<THeaders>(THeaders headers, out Lines lines)
        where THeaders : IWebhookHeaders
    {
        lines = default;
        var failure = FindSignature(headers, out lines.Signature);
        if (SignedIdHeader is { } id)
        {
            failure = HeaderLine.FirstOf(failure, HeaderLine.FindId(headers, id, out lines.Id));
        }

        if (!_content.HasTimestamp || failure is not null and not VerificationFailure.MalformedHeader)
        {
            return failure;
        }

        if (TimestampHeader is { } timestamp)
        {
            failure = HeaderLine.FirstOf(failure, HeaderLine.Find(headers, timestamp, out var text));
            lines.Timestamp = text;
            return failure;
        }

        return failure ?? (FindInList(lines.Signature, out lines.Timestamp) ? null : VerificationFailure.MalformedHeader);
    }

    private VerificationFailure? FindSignature<THeaders>(THeaders headers, out string? signature)
        where THeaders : IWebhookHeaders
    {
        signature = null;
        VerificationFailure? failure = VerificationFailure.MissingHeader;
        foreach (var name in _signatureHeaders)
        {
            var found = HeaderLine.Find(headers, name, out var value);
            if (found == VerificationFailure.MalformedHeader)
            {
                return found;
            }

            if (found is null)
            {
                signature ??= value;
                failure = null;
            }
        }

        return failure;
    }

    private bool HasAnyHeader<THeaders>(THeaders headers)
        where THeaders : IWebhookHeaders =>
        _signatureHeaders.Any(name => headers.Find(name, out _) > 0)
        || (IdHeader is { } id && headers.Find(id, out _) > 0)
        || (TimestampHeader is { } timestamp && headers.Find(timestamp, out _) > 0);

    // Exactly one: of two, one reader takes the first and another the last.
    private bool FindInList(ReadOnlySpan<char> list, out ReadOnlySpan<char> timestamp)
    {
        timestamp = default;
        var isFound = false;
        foreach (var range in list.Split(Separator ?? ','))
        {
            var entry = list[range].Trim(' ');
            if (entry.StartsWith(TimestampPrefix, StringComparison.Ordinal))
            {
                if (isFound)
                {
                    return false;
                }

                timestamp = entry[TimestampPrefix!.Length..];
                isFound = true;
            }
        }

        return isFound;
    }

    private bool IsSigned<THeaders>(THeaders headers, string? first, ReadOnlySpan<byte> mac)
        where THeaders : IWebhookHeaders
    {
        if (_signatureHeaders.Length == 1)
        {
            return Contains(first, mac);
        }

        foreach (var name in _signatureHeaders)
        {
            if (headers.Find(name, out var value) == 1 && Contains(value, mac))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Looks for a MAC in a list.</summary>
    /// <remarks>
    /// Decodes each entry anew for each secret: that costs less than a buffer for as many as an attacker may send. The time tells which
    /// entry fits, which is no secret; it does not tell how much of an entry fits.
    /// </remarks>
    private bool Contains(ReadOnlySpan<char> list, ReadOnlySpan<byte> mac)
    {
        if (Separator is not { } separator)
        {
            return IsSignature(list, mac);
        }

        foreach (var range in list.Split(separator))
        {
            if (IsSignature(list[range].Trim(' '), mac))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsSignature(ReadOnlySpan<char> entry, ReadOnlySpan<byte> mac)
    {
        Span<byte> decoded = stackalloc byte[KeyedHash.MaxLength];
        decoded = decoded[..mac.Length];
        return entry.StartsWith(Prefix, StringComparison.Ordinal)
            && SignatureText.TryRead(entry[Prefix.Length..], Encoding, decoded)
            && CryptographicOperations.FixedTimeEquals(decoded, mac);
    }

    private void ComputeMac(
        WebhookSecret secret, ReadOnlySpan<char> id, ReadOnlySpan<char> timestamp, string? method, string? url, ReadOnlySpan<byte> body, Span<byte> mac)
    {
        var hashes = secret.GetHashes(Algorithm);
        var hash = hashes.Take();
        _content.AppendTo(hash, id, timestamp, method, url, body);
        hash.Finish(mac);
        hashes.Return(hash);
    }

    private int WriteSignatures(
        in OutgoingWebhook webhook, ReadOnlySpan<char> timestamp, ReadOnlySpan<WebhookSecret> secrets, Span<char> destination)
    {
        CheckUrl(webhook.Url);
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

    // Not a stranger's fault: the URL comes from the application's settings.
    private void CheckUrl(string? url)
    {
        if (url is null && _content.HasUrl)
        {
            throw new ArgumentException("The scheme signs the URL; give the public URL, exactly as the provider has it.", nameof(url));
        }
    }

    private ref struct Lines
    {
        public string? Id;
        public ReadOnlySpan<char> Timestamp;
        public string? Signature;
    }
}
