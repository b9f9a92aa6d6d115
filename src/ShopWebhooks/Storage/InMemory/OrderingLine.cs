namespace ShopWebhooks.Storage.InMemory;

/// <summary>The open deliveries of one endpoint and ordering key, in order of acceptance. Only the head may be leased.</summary>
internal sealed class OrderingLine(string key)
{
    private readonly Queue<DeliveryEntry> _deliveries = new();

    public string Key { get; } = key;

    public DeliveryEntry? Head => _deliveries.TryPeek(out var head) ? head : null;

    public void Join(DeliveryEntry delivery)
    {
        delivery.Line = this;
        _deliveries.Enqueue(delivery);
    }

    /// <summary>Lets a delivery go. One that is closed in the middle stays in the queue as a blank until it reaches the head.</summary>
    public void Leave(DeliveryEntry delivery)
    {
        delivery.Line = null;
        while (_deliveries.TryPeek(out var head) && head.Line != this)
        {
            _deliveries.Dequeue();
        }
    }
}
