
namespace ShopWebhooks.Signing;

/// <summary>A request whose signature was found right. Only a verifier makes one.</summary>
public readonly struct VerifiedWebhook
{
    // What only a source adds stands apart, so that a verification without one copies and allocates nothing for it.
    private readonly ProviderMessage? _message;

    internal VerifiedWebhook(string? id, DateTimeOffset? timestamp, ReadOnlyMemory<byte> body)
    {
        Id = id;
        Timestamp = timestamp;
        Body = body;
    }

    private VerifiedWebhook(ProviderMessage message, DateTimeOffset? timestamp, ReadOnlyMemory<byte> body)
        : this(message.Id, timestamp, body) => _message = message;

    /// <summary>
    /// The sender's id of the message, the same on every attempt; null where it gives none. Verified without a source, it is there only where
    /// it is signed; with one, also where it is not, and then proves nothing.
    /// </summary>
    public string? Id { get; }

    /// <summary>The signed time of this attempt; null where none is signed.</summary>
    public DateTimeOffset? Timestamp { get; }

    /// <summary>The raw body, as it was signed. Not copied: it is the caller's memory.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The source it was verified for; null when it was verified without one, by a <see cref="WebhookVerifier"/>.</summary>
    public string? Source => _message?.Source;

    /// <summary>The event type that the body names; null when it was verified without a source.</summary>
    public string? EventType => _message?.EventType;

    /// <summary>The payload within the body; empty when it was verified without a source.</summary>
    public ReadOnlyMemory<byte> Payload => _message?.Payload ?? default;

    /// <summary>
    /// The digest of what is signed, where that is not the body to the byte: who can spell a body in another way, or change a part of it that is
    /// not signed, must not make a new message of it. Null: the body.
    /// </summary>
    internal string? SignedDigest { get; init; }

    /// <summary>By which a duplicate is known; null where none can be.</summary>
    internal string? DedupeKey => _message?.DedupeKey;

    /// <summary>What is kept of the header lines.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> KeptHeaders => _message?.Headers ?? [];

    internal VerifiedWebhook With(ProviderMessage message) => new(message, Timestamp, Body);

    /// <summary>Names the webhook without its body.</summary>
    public override string ToString() => $"{Id ?? "no id"} ({EventType ?? "unread"} from {Source ?? "no source"})";
}
