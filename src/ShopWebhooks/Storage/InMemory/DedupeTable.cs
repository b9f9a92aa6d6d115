namespace ShopWebhooks.Storage.InMemory;

/// <summary>The dedupe keys of the held messages, and of those that are gone and were accepted less than 7 days ago.</summary>
/// <remarks>
/// The keys stand in a queue by acceptance. A key that leaves it, because 7 days are over or the table is full, is forgotten, unless its
/// message is still held: then it is forgotten with the message. A full table never drops a key younger than twice the longest tolerance
/// that a source can have for timestamps, because a flood of fresh ids would then clear the way for replaying a captured request.
/// </remarks>
internal sealed class DedupeTable(int capacity, Predicate<string> isHeld)
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(7);
    private static readonly TimeSpan Protected = TimeSpan.FromHours(2);

    private readonly Dictionary<DedupeDigest, string> _messageIds = [];
    private readonly Queue<(DedupeDigest Digest, long Position, long At)> _order = new();

    public string? FindMessageId(DedupeDigest digest, long now)
    {
        DropOlderThan(Window, now);
        return _messageIds.GetValueOrDefault(digest);
    }

    /// <summary>True when so many more keys can be added, if need be in place of older ones.</summary>
    public bool HasRoomFor(int keys, long now)
    {
        DropOlderThan(Window, now);
        var mustGo = _order.Count + keys - capacity;
        return mustGo <= 0 || (mustGo <= _order.Count && IsOlderThan(Protected, _order.ElementAt(mustGo - 1).At, now));
    }

    public void Add(MessageEntry message)
    {
        while (_order.Count >= capacity)
        {
            Drop();
        }

        _messageIds.Add(message.Digest, message.Message.Id);
        _order.Enqueue((message.Digest, message.Position, message.AcceptedAt));
    }

    /// <summary>A message is no longer held: its key goes with it if its time in the queue is over.</summary>
    public void Release(MessageEntry message)
    {
        if (message.Message.DedupeKey is not null && !(_order.TryPeek(out var oldest) && oldest.Position <= message.Position))
        {
            _messageIds.Remove(message.Digest);
        }
    }

    private static bool IsOlderThan(TimeSpan age, long at, long now) => now - at >= age.Ticks;

    private void DropOlderThan(TimeSpan age, long now)
    {
        while (_order.TryPeek(out var oldest) && IsOlderThan(age, oldest.At, now))
        {
            Drop();
        }
    }

    private void Drop()
    {
        var digest = _order.Dequeue().Digest;
        if (!isHeld(_messageIds[digest]))
        {
            _messageIds.Remove(digest);
        }
    }
}
