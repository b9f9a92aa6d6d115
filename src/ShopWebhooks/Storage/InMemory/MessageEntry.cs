namespace ShopWebhooks.Storage.InMemory;

/// <summary>A message that the store holds, with the deliveries it owes or owed.</summary>
internal sealed class MessageEntry(WebhookMessage message, DedupeDigest digest, long position, long acceptedAt) : Chained<MessageEntry>
{
    private DeliveryEntry? _lastDelivery;

    public WebhookMessage Message { get; } = message;

    /// <summary>The digest of its dedupe key; without meaning where it has none.</summary>
    public DedupeDigest Digest { get; } = digest;

    /// <summary>The acceptance number: its place in the feed, and in the order of remembered dedupe keys.</summary>
    public long Position { get; } = position;

    public long AcceptedAt { get; } = acceptedAt;

    /// <summary>Since when none of its deliveries is open; without meaning while one is.</summary>
    public long FinishedAt { get; set; }

    public int OpenDeliveries { get; set; }

    /// <summary>The bytes it holds: its payload, and the bodies that are kept with its deliveries and are not the payload itself.</summary>
    public long Bytes { get; set; } = message.Payload.Length;

    public DeliveryEntry? FirstDelivery { get; private set; }

    public MessageEntry? AcceptedBefore { get; set; }

    public MessageEntry? AcceptedNext { get; set; }

    public IEnumerable<DeliveryEntry> Deliveries
    {
        get
        {
            for (var delivery = FirstDelivery; delivery is not null; delivery = delivery.NextOfMessage)
            {
                yield return delivery;
            }
        }
    }

    public void Append(DeliveryEntry delivery)
    {
        if (_lastDelivery is null)
        {
            FirstDelivery = delivery;
        }
        else
        {
            _lastDelivery.NextOfMessage = delivery;
        }

        _lastDelivery = delivery;
    }

    public DeliveryEntry? DeliveryTo(string endpointId)
    {
        var delivery = FirstDelivery;
        while (delivery is not null && delivery.Endpoint.Id != endpointId)
        {
            delivery = delivery.NextOfMessage;
        }

        return delivery;
    }

    public bool HasDead()
    {
        var delivery = FirstDelivery;
        while (delivery is not null && delivery.State != DeliveryState.Dead)
        {
            delivery = delivery.NextOfMessage;
        }

        return delivery is not null;
    }
}
