namespace ShopWebhooks.Events;

/// <summary>A test of the handshake: nothing happened, and a subscriber answers 2xx. It is never meant by <c>*</c>.</summary>
public sealed record Ping : WebhookEvent
{
    /// <summary>The event type.</summary>
    public const string Type = "ping";

    /// <summary>An event of type <see cref="Type"/>.</summary>
    public Ping()
        : base(Type)
    {
    }
}
