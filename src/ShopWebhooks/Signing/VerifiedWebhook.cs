namespace ShopWebhooks.Signing;

/// <summary>A request whose signature was found right. Only a verifier makes one.</summary>
public readonly struct VerifiedWebhook
{
    internal VerifiedWebhook(string id, DateTimeOffset timestamp, ReadOnlyMemory<byte> body)
    {
        Id = id;
        Timestamp = timestamp;
        Body = body;
    }

    /// <summary>The sender's id of the message, the same on every attempt.</summary>
    public string Id { get; }

    /// <summary>The signed time of this attempt.</summary>
    public DateTimeOffset Timestamp { get; }

    /// <summary>The raw body, as it was signed. Not copied: it is the caller's memory.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The source it was verified for; null when it was verified without one, by a <see cref="WebhookVerifier"/>.</summary>
    public string? Source { get; private init; }

    /// <summary>The event type that the body names; null when it was verified without a source.</summary>
    public string? EventType { get; private init; }

    /// <summary>The payload within the body; empty when it was verified without a source.</summary>
    public ReadOnlyMemory<byte> Payload { get; private init; }

    internal VerifiedWebhook For(string source, string eventType, ReadOnlyMemory<byte> payload) =>
        new(Id, Timestamp, Body) { Source = source, EventType = eventType, Payload = payload };

    /// <summary>Names the webhook without its body.</summary>
    public override string ToString() => $"{Id} ({EventType ?? "unread"} from {Source ?? "no source"})";
}
