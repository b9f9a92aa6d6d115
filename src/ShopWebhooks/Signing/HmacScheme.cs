using System.Security.Cryptography;
using System.Text.Unicode;

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
public sealed partial class HmacScheme : WebhookScheme
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
    /// <exception cref="ArgumentOutOfRangeException">The value is none of them.</exception>
    public SignatureAlgorithm Algorithm
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There is no such algorithm.");
    }

    /// <summary>How the signature is written.</summary>
    /// <value>Hexadecimal.</value>
    public SignatureEncoding Encoding { get; init; }

    /// <summary>What stands before each signature, <c>sha256=</c>.</summary>
    /// <value>Nothing.</value>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public string Prefix
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    } = "";

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
    public override IReadOnlyList<string> ReadsHeaders => [.. new[] { SignedIdHeader, TimestampHeader }.OfType<string>(), .. _signatureHeaders];

    internal override string? SignedIdHeader => IdHeader;

    internal override string? Problem =>
        _content.HasId != IdHeader is not null
            ? $"the signed content '{SignedContent}' and IdHeader go together: name both, or neither"
        : _content.HasTimestamp != (TimestampHeader ?? TimestampPrefix) is not null || (TimestampHeader is not null && TimestampPrefix is not null)
            ? $"the signed content '{SignedContent}' and the place of the time go together: with {{timestamp}}, name TimestampHeader or TimestampPrefix, "
                + "and without it neither"
        : TimestampPrefix is not null && Separator is null
            ? "a TimestampPrefix stands in a list; name its Separator"
        : ReadsHeaders.Select(HeaderLine.NameProblem).FirstOrDefault(problem => problem is not null) ?? Fallback?.Problem;

    /// <summary>Refuses to go without a URL, which is no stranger's fault: it comes from the application's settings.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    internal static void CheckUrl(string? url)
    {
        if (url is null)
        {
            throw new ArgumentException("The scheme signs the URL; give the public URL, exactly as the provider has it.", nameof(url));
        }
    }

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
            if (TimestampText.Check(lines.Timestamp, TimestampFormat, tolerance, now, out var time) is { } fault)
            {
                return new VerificationResult(fault);
            }

            timestamp = time;
        }

        if (_content.HasUrl)
        {
            CheckUrl(request.PublicUrl);
        }

        if (CanBeExtended(request.Body.Span))
        {
            return new VerificationResult(VerificationFailure.SignatureMismatch);
        }

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

    // Who knows such a hash, and not the key, can go on hashing behind what was signed; but before his own he has to put bytes that are no UTF-8.
    private bool CanBeExtended(ReadOnlySpan<byte> body) => Algorithm == SignatureAlgorithm.Sha256OfKeyAndContent && !Utf8.IsValid(body);

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

    private ref struct Lines
    {
        public string? Id;
        public ReadOnlySpan<char> Timestamp;
        public string? Signature;
    }
}
