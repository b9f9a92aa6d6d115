namespace ShopWebhooks.Storage;

/// <summary>What is owed to endpoints: the sealed payload and what is known about it. Immutable.</summary>
/// <remarks>The <see cref="Id"/> identifies a message and never orders it; order is the order of acceptance, kept by the store.</remarks>
public sealed record WebhookMessage
{
    /// <summary>The origin of messages that the application itself dispatched.</summary>
    public const string LocalOrigin = "local";

    /// <summary>
    /// The identity: <c>msg_</c> and 32 hexadecimal digits. Receivers get it as <c>webhook-id</c>, the same on every attempt.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The event type, <c>new_order</c>.</summary>
    public required string EventType { get; init; }

    /// <summary>A source's name, or <see cref="LocalOrigin"/> for what the application dispatched.</summary>
    public required string Origin { get; init; }

    /// <summary>When the message was dispatched or received (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The payload as sealed at dispatch, or as it was received; never re-serialized.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The payload's content type. Default: <c>application/json</c>.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The tenant it belongs to; null for none.</summary>
    public string? Tenant { get; init; }

    /// <summary>Messages with the same key reach the same endpoint in the order of their acceptance; null for no order.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>
    /// What makes a second message with the same <see cref="Origin"/> a duplicate: the sender's message id, a digest of the body,
    /// or the caller's idempotency key. Null where two equal messages are two messages.
    /// </summary>
    public string? DedupeKey { get; init; }

    /// <summary>Headers of the received request that are kept for handlers; never signatures, cookies or credentials.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The W3C <c>traceparent</c> of the span that created the message; null when it was not traced.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Names the message without its payload.</summary>
    public override string ToString() => $"{Id} ({EventType} from {Origin})";
}
