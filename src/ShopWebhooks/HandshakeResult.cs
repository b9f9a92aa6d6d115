namespace ShopWebhooks;

/// <summary>How an endpoint answered the signed <c>ping</c>, or that it did not consent to be sent one.</summary>
/// <param name="Succeeded">It answered the ping with 2xx, and consented before where it was asked.</param>
/// <param name="StatusCode">The answer's status code; null when there was no answer.</param>
/// <param name="Latency">How long it took.</param>
/// <param name="Reason">What happened, in words.</param>
public sealed record HandshakeResult(bool Succeeded, int? StatusCode, TimeSpan Latency, string Reason);
