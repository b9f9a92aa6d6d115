using Microsoft.Data.Sqlite;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>What people and the core ask, on a connection that only reads.</summary>
internal static class Queries
{
    public const string MessageColumns = BeforePayload + "m.payload" + BehindPayload;
    public const string MessageColumnsWithoutPayload = BeforePayload + "x''" + BehindPayload;

    private const string BeforePayload = "m.position, m.id, m.event_type, m.origin, m.created_at, ";
    private const string BehindPayload = ", m.content_type, m.tenant, m.ordering_key, m.dedupe_key, m.headers, m.trace_parent";

    public static WebhookMessage? FindMessage(SqliteConnection reader, string id)
    {
        using var command = Command(reader, $"SELECT {MessageColumns} FROM messages m WHERE m.id = $id", ("$id", id));
        using var rows = command.ExecuteReader();
        return rows.Read() ? ReadMessage(rows) : null;
    }

    public static IReadOnlyList<FeedEntry> ReadFeed(SqliteConnection reader, long after, int limit)
    {
        using var command = Command(
            reader,
            $"SELECT {MessageColumns} FROM messages m WHERE m.position > $after ORDER BY m.position LIMIT $limit",
            ("$after", after),
            ("$limit", limit));
        using var rows = command.ExecuteReader();
        var entries = new List<FeedEntry>();
        while (rows.Read())
        {
            entries.Add(new FeedEntry(rows.GetInt64(0), ReadMessage(rows)));
        }

        return entries;
    }

    public static IReadOnlyList<EndpointBacklog> ReadBacklog(SqliteConnection reader, long now)
    {
        // The lowest number is the message that was accepted first.
        using var command = Command(
            reader,
            """
            SELECT e.id, owed.count, m.accepted_at
            FROM (SELECT endpoint, count(*) AS count, min(delivery) AS oldest FROM open GROUP BY endpoint) owed
            JOIN endpoints e ON e.number = owed.endpoint
            JOIN messages m ON m.position = owed.oldest >> 20
            """);
        using var rows = command.ExecuteReader();
        var backlogs = new List<EndpointBacklog>();
        while (rows.Read())
        {
            backlogs.Add(new EndpointBacklog(rows.GetString(0), rows.GetInt64(1), TimeSpan.FromTicks(now - rows.GetInt64(2))));
        }

        return backlogs;
    }

    public static Document? FindDocument(SqliteConnection reader, string kind, string key)
    {
        using var command = Command(
            reader, "SELECT key, version, json FROM documents WHERE kind = $kind AND key = $key", ("$kind", kind), ("$key", key));
        using var rows = command.ExecuteReader();
        return rows.Read() ? ReadDocument(rows, kind) : null;
    }

    public static IReadOnlyList<Document> FindDocuments(SqliteConnection reader, string kind, string? after, int limit)
    {
        using var command = Command(
            reader,
            "SELECT key, version, json FROM documents WHERE kind = $kind AND key > $after ORDER BY key LIMIT $limit",
            ("$kind", kind),
            ("$after", after ?? ""),
            ("$limit", limit));
        using var rows = command.ExecuteReader();
        var documents = new List<Document>();
        while (rows.Read())
        {
            documents.Add(ReadDocument(rows, kind));
        }

        return documents;
    }

    public static IReadOnlyList<EndpointState> ReadStates(SqliteConnection reader, long now)
    {
        using var command = Command(reader, $"SELECT {EndpointRow.Columns} FROM endpoints ORDER BY number");
        using var rows = command.ExecuteReader();
        var states = new List<EndpointState>();
        while (rows.Read())
        {
            var endpoint = new EndpointRow(rows.GetInt64(0), rows.GetString(1))
            {
                ConsecutiveFailures = rows.GetInt32(2),
                FailingSince = rows.GetInt64(3),
                PausedUntil = rows.GetInt64(4),
                DisabledReason = Text(rows, 5),
            };
            if (endpoint.HasState(now))
            {
                states.Add(endpoint.ToState(now));
            }
        }

        return states;
    }

    /// <summary>A message from the columns <see cref="MessageColumns"/>, which begin at <paramref name="first"/>.</summary>
    public static WebhookMessage ReadMessage(SqliteDataReader row, int first = 0) => new()
    {
        Id = row.GetString(first + 1),
        EventType = row.GetString(first + 2),
        Origin = row.GetString(first + 3),
        CreatedAt = StoreClock.ToMoment(row.GetInt64(first + 4)),
        Payload = row.GetFieldValue<byte[]>(first + 5),
        ContentType = row.GetString(first + 6),
        Tenant = Text(row, first + 7),
        OrderingKey = Text(row, first + 8),
        DedupeKey = Text(row, first + 9),
        Headers = MessageHeaders.Read(Text(row, first + 10)),
        TraceParent = Text(row, first + 11),
    };

    public static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static SqliteCommand Command(SqliteConnection reader, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = reader.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    private static Document ReadDocument(SqliteDataReader row, string kind) =>
        new(kind, row.GetString(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2));
}
