using ShopWebhooks.Providers;

namespace ShopWebhooks.Signing;

/// <summary>A request whose signature was found right. Only a verifier makes one.</summary>
public readonly struct VerifiedWebhook
{
    internal VerifiedWebhook(string? id, DateTimeOffset? timestamp, ReadOnlyMemory<byte> body)
    {
        Id = id;
        Timestamp = timestamp;
        Body = body;
    }

    /// <summary>
    /// The sender's id of the message, the same on every attempt; null where it gives none. Verified without a source, it is there only where
    /// it is signed; with one, also where it is not, and then proves nothing.
    /// </summary>
    public string? Id { get; private init; }

    /// <summary>The signed time of this attempt; null where none is signed.</summary>
    public DateTimeOffset? Timestamp { get; }

    /// <summary>The raw body, as it was signed. Not copied: it is the caller's memory.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The source it was verified for; null when it was verified without one, by a <see cref="WebhookVerifier"/>.</summary>
    public string? Source { get; private init; }

    /// <summary>The event type that the body names; null when it was verified without a source.</summary>
    public string? EventType { get; private init; }

    /// <summary>The payload within the body; empty when it was verified without a source.</summary>
    public ReadOnlyMemory<byte> Payload { get; private init; }

    /// <summary>By which a duplicate is known; null where none can be.</summary>
    internal string? DedupeKey { get; private init; }

    /// <summary>What is kept of the header lines.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> KeptHeaders { get; private init; } = [];

    internal VerifiedWebhook For(string source, in ProviderMessage message, bool knowsDuplicates) => new(message.Id, Timestamp, Body)
    {
        Source = source,
        EventType = message.EventType,
        Payload = message.Payload,
        DedupeKey = knowsDuplicates ? message.DedupeKey : null,
        KeptHeaders = message.Headers,
    };

    /// <summary>Names the webhook without its body.</summary>
    public override string ToString() => $"{Id ?? "no id"} ({EventType ?? "unread"} from {Source ?? "no source"})";
}
