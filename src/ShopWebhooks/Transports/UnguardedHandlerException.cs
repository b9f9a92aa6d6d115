namespace ShopWebhooks.Transports;

/// <summary>Thrown where an HTTP client of the transport would be built without the guard against private addresses.</summary>
/// <param name="message">Which handler lacks it, and what to do.</param>
internal sealed class UnguardedHandlerException(string message) : InvalidOperationException(message);
