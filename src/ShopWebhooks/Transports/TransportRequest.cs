using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Transports;

/// <summary>One attempt: what to carry, and where.</summary>
public sealed record TransportRequest
{
    /// <summary>The endpoint it is for.</summary>
    public required WebhookEndpoint Endpoint { get; init; }

    /// <summary>Where to carry it: the endpoint's address, or the delivery's own.</summary>
    public required Uri Address { get; init; }

    /// <summary>The message.</summary>
    public required WebhookMessage Message { get; init; }

    /// <summary>The body, exactly as it was signed.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body's content type.</summary>
    public required string ContentType { get; init; }

    /// <summary>The signature's header lines; those of the endpoint are in <see cref="WebhookEndpoint.Headers"/>.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> SignatureHeaders { get; init; }

    /// <summary>The number of the attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Names message and endpoint without the address, whose path or query may be confidential, and the body.</summary>
    public override string ToString() => $"{Message.Id} to {Endpoint}, attempt {Attempt}";
}
