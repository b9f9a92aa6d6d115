namespace ShopWebhooks.Signing;

/// <summary>What a scheme signs of a request that is about to be sent.</summary>
/// <param name="id">The message id; printable ASCII without a dot or blank.</param>
/// <param name="timestamp">The time of this attempt; it is signed in the resolution of the scheme, mostly seconds.</param>
/// <param name="body">The exact bytes that will be sent.</param>
public readonly ref struct OutgoingWebhook(string id, DateTimeOffset timestamp, ReadOnlySpan<byte> body)
{
    /// <summary>The message id.</summary>
    public string Id { get; } = id;

    /// <summary>The time of this attempt.</summary>
    public DateTimeOffset Timestamp { get; } = timestamp;

    /// <summary>The HTTP method. Default: <c>POST</c>.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>The URL it is sent to; null where the scheme does not sign it.</summary>
    public string? Url { get; init; }

    /// <summary>The exact bytes that will be sent.</summary>
    public ReadOnlySpan<byte> Body { get; } = body;
}
