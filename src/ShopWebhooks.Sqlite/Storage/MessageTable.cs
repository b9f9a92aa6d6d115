using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>The messages, as the writing thread knows them.</summary>
internal sealed class MessageTable
{
    private const string Columns =
        "position, id, event_type, origin, created_at, payload, content_type, tenant, ordering_key, dedupe_key, headers, trace_parent";

    private static readonly TimeSpan DedupeWindow = TimeSpan.FromDays(7);

    private readonly Statement _insert;
    private readonly Statement _findPosition;
    private readonly Statement _read;
    private readonly Statement _findKeyed;
    private readonly Statement _findKey;
    private readonly Statement _keepKey;
    private readonly Statement _dropKeys;
    private readonly Statement _delete;
    private readonly Statement _count;
    private long _lastPosition;

    public MessageTable(DatabaseFile file)
    {
        _insert = file.Prepare(
            $"INSERT INTO messages ({Columns}, accepted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
        _findPosition = file.Prepare("SELECT position FROM messages WHERE id = ?");
        _read = file.Prepare($"SELECT {Columns} FROM messages WHERE position = ?");
        _findKeyed = file.Prepare("SELECT position, id FROM messages WHERE dedupe_key = ? AND origin = ?");
        _findKey = file.Prepare("SELECT message_id FROM dedupe_keys WHERE dedupe_key = ? AND origin = ? AND expires_at > ?");
        _keepKey = file.Prepare(
            "INSERT OR REPLACE INTO dedupe_keys SELECT dedupe_key, origin, id, accepted_at + ?2 FROM messages "
            + "WHERE position = ?1 AND dedupe_key IS NOT NULL AND accepted_at + ?2 > ?3");
        _dropKeys = file.Prepare("DELETE FROM dedupe_keys WHERE expires_at <= ?");
        _delete = file.Prepare("DELETE FROM messages WHERE position = ?");
        _count = file.Prepare("UPDATE counters SET position = ?");
        using var last = new Statement(file.Writer, "SELECT max(counters.position, coalesce((SELECT max(position) FROM messages), 0)) FROM counters");
        _lastPosition = last.ReadNumber()!.Value;
    }

    /// <summary>Adds a message; returns its position, or null when its id or its dedupe key is stored already.</summary>
    public long? TryAdd(WebhookMessage message, long now)
    {
        var position = _lastPosition + 1;
        var added = _insert
            .Bind(position)
            .Bind(message.Id)
            .Bind(message.EventType)
            .Bind(message.Origin)
            .Bind(StoreClock.ToTicks(message.CreatedAt))
            .Bind(message.Payload.Span)
            .Bind(message.ContentType)
            .Bind(message.Tenant)
            .Bind(message.OrderingKey)
            .Bind(message.DedupeKey)
            .Bind(MessageHeaders.Write(message.Headers))
            .Bind(message.TraceParent)
            .Bind(now)
            .Run();
        if (added == 0)
        {
            return null;
        }

        // Not given back when the transaction is undone: a gap does no harm.
        _lastPosition = position;
        return position;
    }

    public long? FindPosition(string id) => _findPosition.Bind(id).ReadNumber();

    /// <summary>The message that has the dedupe key of one that could not be added.</summary>
    public (long Position, string Id) FindKeyed(WebhookMessage message)
    {
        if (!_findKeyed.Bind(message.DedupeKey).Bind(message.Origin).Read())
        {
            // Neither its id nor its key is there: only its position can be taken, which this process alone gives.
            throw new InvalidOperationException("The SQLite file has been written to by another process; end one of the two.");
        }

        var found = (_findKeyed.Number(0), _findKeyed.Text(1));
        _findKeyed.End();
        return found;
    }

    /// <summary>The id of a message that was removed, and whose dedupe key this one has; null when there is none.</summary>
    public string? FindRemoved(WebhookMessage message, long now)
    {
        if (message.DedupeKey is null || !_findKey.Bind(message.DedupeKey).Bind(message.Origin).Bind(now).Read())
        {
            return null;
        }

        var id = _findKey.Text(0);
        _findKey.End();
        return id;
    }

    public WebhookMessage Read(long position)
    {
        if (!_read.Bind(position).Read())
        {
            throw new InvalidOperationException($"The store has no message {position}, which one of its deliveries names.");
        }

        var message = new WebhookMessage
        {
            Id = _read.Text(1),
            EventType = _read.Text(2),
            Origin = _read.Text(3),
            CreatedAt = StoreClock.ToMoment(_read.Number(4)),
            Payload = _read.Bytes(5),
            ContentType = _read.Text(6),
            Tenant = _read.NullableText(7),
            OrderingKey = _read.NullableText(8),
            DedupeKey = _read.NullableText(9),
            Headers = MessageHeaders.Read(_read.NullableText(10)),
            TraceParent = _read.NullableText(11),
        };
        _read.End();
        return message;
    }

    /// <summary>Removes a message, and remembers its dedupe key for as long as that counts.</summary>
    public void Remove(long position, long now)
    {
        _keepKey.Bind(position).Bind(DedupeWindow.Ticks).Bind(now).Run();
        _delete.Bind(position).Run();
    }

    /// <summary>Is to follow removals: forgets dedupe keys that count no more, and remembers which positions were given.</summary>
    public void EndRemoval(long now)
    {
        _dropKeys.Bind(now).Run();
        _count.Bind(_lastPosition).Run();
    }
}
