using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace ShopWebhooks.Benchmarks.Storage;

/// <summary>
/// The outbox of a careful developer: workers queue what they begin and what they have delivered to one thread, which commits what has
/// gathered. It writes the very rows that the store writes for a delivery that succeeds at once, and can do nothing else.
/// </summary>
internal sealed class HandWrittenOutbox : IDisposable
{
    private const int PlaceBits = 20;

    private readonly BlockingCollection<OutboxWrite> _queue = [];
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _addMessage;
    private readonly SqliteCommand _owe;
    private readonly SqliteCommand _unowe;
    private readonly SqliteCommand _finishDelivery;
    private readonly SqliteCommand _finishMessage;
    private readonly byte[] _payload;
    private readonly Thread _thread;

    /// <summary>Opens it.</summary>
    /// <param name="connectionString">Names a file that the store made.</param>
    /// <param name="payload">The payload of every message.</param>
    public HandWrittenOutbox(string connectionString, byte[] payload)
    {
        _payload = payload;
        _connection = new SqliteConnection(connectionString);
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384");
        Execute("INSERT INTO endpoints (number, id) VALUES (1, 'sink')");
        _addMessage = Prepare(
            "INSERT INTO messages (id, event_type, origin, created_at, accepted_at, payload, content_type) "
            + "VALUES ($id, 'new_order', 'local', $now, $now, $payload, 'application/json') RETURNING position",
            "$id",
            "$payload");
        _owe = Prepare(
            "INSERT INTO open (delivery, endpoint, is_behind, visible_at, token, leased_at, settled_token, attempt, schedule_start, lost_in_a_row) "
            + "VALUES ($delivery, 1, 0, $now, 1, $now, 0, 1, 0, 0)",
            "$delivery");
        _unowe = Prepare("DELETE FROM open WHERE delivery = $delivery AND $now > 0", "$delivery");
        _finishDelivery = Prepare(
            "INSERT INTO done (delivery, endpoint, state, finished_at, settled_token, attempt, number, started_at, duration, outcome, status_code, decision) "
            + "VALUES ($delivery, 1, 2, $now, 1, 1, 1, $now, 1, 1, 200, 'delivered')",
            "$delivery");
        _finishMessage = Prepare($"INSERT INTO finished (has_dead, at, message) VALUES (0, $now, $delivery >> {PlaceBits})", "$delivery");
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Adds a message and what it owes; the number of the delivery, when it is on the disk.</summary>
    public Task<long> BeginAsync() => WriteAsync(null);

    /// <summary>Records a delivery; completes when that is on the disk.</summary>
    public Task EndAsync(long delivery) => WriteAsync(delivery);

    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        foreach (var command in (SqliteCommand[])[_addMessage, _owe, _unowe, _finishDelivery, _finishMessage])
        {
            command.Dispose();
        }

        _connection.Dispose();
        _queue.Dispose();
    }

    private Task<long> WriteAsync(long? ended)
    {
        var write = new OutboxWrite(ended);
        _queue.Add(write);
        return write.Written.Task;
    }

    private void Run()
    {
        List<OutboxWrite> writes = [];
        while (_queue.TryTake(out var first, Timeout.Infinite))
        {
            writes.Add(first);
            while (_queue.TryTake(out var next))
            {
                writes.Add(next);
            }

            long[] deliveries = Commit(writes);
            for (var i = 0; i < deliveries.Length; i++)
            {
                writes[i].Written.SetResult(deliveries[i]);
            }

            writes.Clear();
        }
    }

    private long[] Commit(List<OutboxWrite> writes)
    {
        using var transaction = _connection.BeginTransaction();
        var deliveries = writes.ConvertAll(write => write.Ended is { } ended ? End(ended, transaction) : Begin(transaction));
        transaction.Commit();
        return [.. deliveries];
    }

    private long Begin(SqliteTransaction transaction)
    {
        // Begins with the time, as the library's ids do, so that neighbours in time are neighbours in the index.
        Bind(_addMessage, transaction, $"msg_{Guid.CreateVersion7():N}", _payload);
        var delivery = (long)_addMessage.ExecuteScalar()! << PlaceBits;
        Bind(_owe, transaction, delivery).ExecuteNonQuery();
        return delivery;
    }

    private long End(long delivery, SqliteTransaction transaction)
    {
        Bind(_unowe, transaction, delivery).ExecuteNonQuery();
        Bind(_finishDelivery, transaction, delivery).ExecuteNonQuery();
        Bind(_finishMessage, transaction, delivery).ExecuteNonQuery();
        return delivery;
    }

    private static SqliteCommand Bind(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        command.Parameters[0].Value = TimeProvider.System.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i + 1].Value = values[i];
        }

        return command;
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> names)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$now", 0L);
        foreach (var name in names)
        {
            command.Parameters.AddWithValue(name, 0L);
        }

        command.Prepare();
        return command;
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
