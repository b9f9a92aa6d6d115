namespace ShopWebhooks.Storage.InMemory;

/// <summary>
/// The messages and deliveries that are held, at most so many messages with so many bytes of payload; those that owe nothing any more
/// make room first.
/// </summary>
internal sealed class MessageTable
{
    private readonly Dictionary<string, MessageEntry> _messages = new(StringComparer.Ordinal);
    private readonly Dictionary<long, DeliveryEntry> _deliveries = [];

    // Messages without an open delivery, in the order in which they came to be so.
    private readonly Chain<MessageEntry> _delivered = new();
    private readonly Chain<MessageEntry> _dead = new();
    private readonly int _capacity;
    private readonly long _byteCapacity;
    private long _bytes;
    private long _finishedBytes;
    private long _positions;
    private long _numbers;
    private int _forgotten;

    public MessageTable(int capacity, long byteCapacity, int keyCapacity)
    {
        _capacity = capacity;
        _byteCapacity = byteCapacity;
        Keys = new DedupeTable(keyCapacity, _messages.ContainsKey);
    }

    public DedupeTable Keys { get; }

    public IReadOnlyCollection<DeliveryEntry> Deliveries => _deliveries.Values;

    public Feed Feed { get; } = new();

    /// <summary>The most deliveries that one endpoint may be owed: half of all messages, so that one cannot shut out the others.</summary>
    public int EndpointShare => _capacity / 2;

    /// <summary>How many more messages can be added, in place of those that owe nothing.</summary>
    public int Room => RoomWithout(null);

    /// <summary>The same when a message (null for none) has stopped owing anything.</summary>
    public int RoomWithout(MessageEntry? ended)
    {
        var openBytes = _bytes - _finishedBytes - (ended?.Bytes ?? 0);
        var open = _messages.Count - _delivered.Count - _dead.Count - (ended is null ? 0 : 1);
        return openBytes >= _byteCapacity ? 0 : _capacity - open;
    }

    public MessageEntry? Find(string messageId) => _messages.GetValueOrDefault(messageId);

    public DeliveryEntry? Find(long deliveryId) => _deliveries.GetValueOrDefault(deliveryId);

    /// <summary>Adds a message; there must be room. Its deliveries follow, and then <see cref="Place"/>.</summary>
    public MessageEntry Add(WebhookMessage message, DedupeDigest digest, long now)
    {
        _bytes += message.Payload.Length;
        while ((_messages.Count >= _capacity || _bytes > _byteCapacity) && (_delivered.First ?? _dead.First) is { } oldest)
        {
            _forgotten += _delivered.First is null ? 1 : 0;
            Remove(oldest);
        }

        var entry = new MessageEntry(message, digest, ++_positions, now);
        _messages.Add(message.Id, entry);
        Feed.Append(entry);
        return entry;
    }

    public DeliveryEntry AddDelivery(MessageEntry message, EndpointEntry endpoint, Uri? address = null, DeliveryBody? body = null)
    {
        var delivery = new DeliveryEntry(++_numbers, message, endpoint) { Address = address, Body = body };
        if (body is not null && !body.Content.Equals(message.Message.Payload))
        {
            Unchain(message);
            message.Bytes += body.Content.Length;
            _bytes += body.Content.Length;
        }

        message.Append(delivery);
        _deliveries.Add(delivery.Number, delivery);
        return delivery;
    }

    /// <summary>Puts a message where it belongs after its deliveries changed: among the open, the delivered or the dead ones.</summary>
    public void Place(MessageEntry message, long now)
    {
        Unchain(message);
        if (message.OpenDeliveries == 0)
        {
            message.FinishedAt = now;
            _finishedBytes += message.Bytes;
            (message.HasDead() ? _dead : _delivered).Append(message);
        }
    }

    /// <summary>Removes messages without an open delivery that have been so for long enough, oldest first.</summary>
    public int Purge(Retention retention, long now)
    {
        var removed = 0;
        while (removed < retention.Limit)
        {
            var delivered = FirstFinishedBefore(now - retention.Delivered.Ticks, _delivered);
            var dead = FirstFinishedBefore(now - retention.Dead.Ticks, _dead);
            var oldest = delivered is not null && (dead is null || delivered.FinishedAt <= dead.FinishedAt) ? delivered : dead;
            if (oldest is null)
            {
                break;
            }

            Remove(oldest);
            removed++;
        }

        return removed;
    }

    /// <summary>How many dead letters had to make room since the last call.</summary>
    public int TakeForgotten()
    {
        var forgotten = _forgotten;
        _forgotten = 0;
        return forgotten;
    }

    private static MessageEntry? FirstFinishedBefore(long time, Chain<MessageEntry> list) =>
        list.First is { } first && first.FinishedAt <= time ? first : null;

    private void Unchain(MessageEntry message)
    {
        if (message.Chain is { } chain)
        {
            chain.Remove(message);
            _finishedBytes -= message.Bytes;
        }
    }

    private void Remove(MessageEntry message)
    {
        Unchain(message);
        _bytes -= message.Bytes;
        Feed.Remove(message);
        _messages.Remove(message.Message.Id);
        for (var delivery = message.FirstDelivery; delivery is not null; delivery = delivery.NextOfMessage)
        {
            _deliveries.Remove(delivery.Number);
        }

        Keys.Release(message);
    }
}
