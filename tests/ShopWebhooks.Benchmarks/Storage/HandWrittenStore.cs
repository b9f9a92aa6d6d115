using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ShopWebhooks.Benchmarks.Storage;

/// <summary>
/// What a careful developer would write without a library: prepared commands on one connection that insert into the very tables of the
/// store, under the same settings. For one thread.
/// </summary>
internal sealed class HandWrittenStore : IDisposable
{
    private const long Endpoint = 1;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _addMessage;
    private readonly SqliteCommand _owe;

    /// <summary>Opens it.</summary>
    /// <param name="connectionString">Names a file that the store made.</param>
    /// <param name="endpointId">Whom messages are owed to.</param>
    public HandWrittenStore(string connectionString, string endpointId = "shop")
    {
        _connection = new SqliteConnection(connectionString);
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384");
        Execute(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO endpoints (number, id) VALUES ({Endpoint}, '{endpointId}')"));
        _addMessage = Prepare(
            "INSERT INTO messages (id, event_type, origin, created_at, accepted_at, payload, content_type, dedupe_key) "
            + "VALUES ($id, $event_type, $origin, $now, $now, $payload, $content_type, $dedupe_key) ON CONFLICT DO NOTHING",
            ("$id", SqliteType.Text),
            ("$event_type", SqliteType.Text),
            ("$origin", SqliteType.Text),
            ("$now", SqliteType.Integer),
            ("$payload", SqliteType.Blob),
            ("$content_type", SqliteType.Text),
            ("$dedupe_key", SqliteType.Text));
        _owe = Prepare(
            "INSERT INTO open (delivery, endpoint, is_behind, visible_at, token, leased_at, settled_token, attempt, schedule_start, lost_in_a_row) "
            + "VALUES (last_insert_rowid() << 20, $endpoint, 0, $now, 0, 0, 0, 0, 0, 0)",
            ("$endpoint", SqliteType.Integer),
            ("$now", SqliteType.Integer));
    }

    /// <summary>Adds messages that are each owed to one endpoint, in one commit.</summary>
    public void Commit(int count, byte[] payload)
    {
        using var transaction = Begin();
        for (var i = 0; i < count; i++)
        {
            Add(payload, "local", dedupeKey: null);
            Owe();
        }

        transaction.Commit();
    }

    /// <summary>Adds messages that were received and are owed to nobody, in one commit.</summary>
    public void Commit(IReadOnlyList<ReceivedRow> rows)
    {
        using var transaction = Begin();
        foreach (var row in rows)
        {
            Add(row.Body, row.Source, row.DedupeKey);
        }

        transaction.Commit();
    }

    public void Dispose()
    {
        _addMessage.Dispose();
        _owe.Dispose();
        _connection.Dispose();
    }

    private static long Now => TimeProvider.System.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;

    private SqliteTransaction Begin()
    {
        var transaction = _connection.BeginTransaction();
        _addMessage.Transaction = transaction;
        _owe.Transaction = transaction;
        return transaction;
    }

    private void Add(byte[] payload, string origin, string? dedupeKey)
    {
        var parameters = _addMessage.Parameters;

        // Begins with the time, as the library's ids do, so that neighbours in time are neighbours in the index.
        parameters[0].Value = $"msg_{Guid.CreateVersion7():N}";
        parameters[1].Value = "new_order";
        parameters[2].Value = origin;
        parameters[3].Value = Now;
        parameters[4].Value = payload;
        parameters[5].Value = "application/json";
        parameters[6].Value = (object?)dedupeKey ?? DBNull.Value;
        _addMessage.ExecuteNonQuery();
    }

    private void Owe()
    {
        _owe.Parameters[0].Value = Endpoint;
        _owe.Parameters[1].Value = Now;
        _owe.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<(string Name, SqliteType Type)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, type) in parameters)
        {
            command.Parameters.Add(name, type);
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
