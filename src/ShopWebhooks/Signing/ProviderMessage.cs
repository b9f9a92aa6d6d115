namespace ShopWebhooks.Signing;

/// <summary>What a verified request says, in the words of this library.</summary>
/// <param name="Source">The source it was verified for.</param>
/// <param name="EventType">The event type.</param>
/// <param name="Payload">The payload, one JSON object.</param>
/// <param name="Id">The sender's id of the message; null where it gives none.</param>
/// <param name="DedupeKey">By which a duplicate is known; null where none can be.</param>
/// <param name="Headers">What is kept of the header lines.</param>
internal sealed record ProviderMessage(
    string Source,
    string EventType,
    ReadOnlyMemory<byte> Payload,
    string? Id,
    string? DedupeKey,
    IReadOnlyList<KeyValuePair<string, string>> Headers);
