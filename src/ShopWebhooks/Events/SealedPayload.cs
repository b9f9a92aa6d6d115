namespace ShopWebhooks.Events;

/// <summary>A payload as JSON, from here on never serialized again.</summary>
/// <param name="EventType">The name of its event type.</param>
/// <param name="Content">The UTF-8 bytes of one JSON object.</param>
public readonly record struct SealedPayload(string EventType, ReadOnlyMemory<byte> Content)
{
    /// <summary>The event type alone.</summary>
    public override string ToString() => EventType;
}
