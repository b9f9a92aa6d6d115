using Microsoft.Data.Sqlite;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>Finds deliveries: the open ones and the ended ones, each in their own table and in the order of their numbers.</summary>
/// <param name="query">Which.</param>
/// <param name="now">The store's time.</param>
internal sealed class DeliveryQueries(DeliveryQuery query, long now)
{
    private const string OpenColumns =
        "d.delivery, e.id, iif(d.token <> 0 AND d.visible_at > $now, 1, 0), NULL, d.visible_at, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL";

    private const string DoneColumns =
        "d.delivery, e.id, d.state, d.reason, NULL, d.number, d.started_at, d.duration, d.outcome, d.status_code, d.error, d.response, d.decision";

    private const int FirstOfAttempt = 5;
    private const int FirstOfMessage = 13;

    public IReadOnlyList<DeliveryRecord> Find(SqliteConnection reader)
    {
        var found = new List<DeliveryRecord>();
        if (query.State is null or DeliveryState.Open or DeliveryState.Leased)
        {
            Find(reader, "open", OpenColumns, OpenCondition(), found);
        }

        if (query.State is not (DeliveryState.Open or DeliveryState.Leased) && query.DueFor is null)
        {
            Find(reader, "done", DoneColumns, DoneCondition(), found);
        }

        var ordered = query.NewestFirst ? found.OrderByDescending(record => record.DeliveryId) : found.OrderBy(record => record.DeliveryId);
        var page = ordered.Take(query.Limit);
        return query.IncludeContent ? [.. page.Select(record => WithEarlierAttempts(reader, record))] : [.. page];
    }

    private string OpenCondition() =>
        (query.State == DeliveryState.Leased ? " AND d.token <> 0 AND d.visible_at > $now" : "")
        + (query.DueFor is null ? "" : " AND d.is_behind = 0 AND d.visible_at <= $now - $due_for");

    // A constant, because only so SQLite sees that the index of dead letters will do.
    private string DoneCondition() => query.State is { } state ? $" AND d.state = {(int)state}" : "";

    private void Find(SqliteConnection reader, string table, string columns, string condition, List<DeliveryRecord> found)
    {
        var order = query.NewestFirst ? "DESC" : "ASC";
        using var command = Queries.Command(
            reader,
            $"""
            SELECT {columns}, {(query.IncludeContent ? Queries.MessageColumns : Queries.MessageColumnsWithoutPayload)}
            FROM {table} d {Index()} CROSS JOIN endpoints e ON e.number = d.endpoint CROSS JOIN messages m ON m.position = d.delivery >> 20
            WHERE {(query.NewestFirst ? "d.delivery < $after" : "d.delivery > $after")}{condition}{EndpointCondition(table)}{Conditions()}
            ORDER BY d.delivery {order} LIMIT $limit
            """,
            ("$now", now),
            ("$after", query.After ?? (query.NewestFirst ? long.MaxValue : long.MinValue)),
            ("$limit", query.Limit),
            ("$due_for", query.DueFor?.Ticks),
            ("$endpoint", query.EndpointId),
            ("$message", query.MessageId),
            ("$type", query.EventType),
            ("$tenant", query.Tenant),
            ("$from", query.From is { } from ? StoreClock.ToTicks(from) : null),
            ("$to", query.To is { } to ? StoreClock.ToTicks(to) : null));
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            found.Add(Read(rows));
        }
    }

    // Without statistics, which nobody keeps, SQLite would read the dead letters of all endpoints.
    private string Index() => query is { State: DeliveryState.Dead, EndpointId: not null, MessageId: null } ? "INDEXED BY done_dead_by_endpoint" : "";

    // With the plus, the index by due time is left alone, from which every delivery of the endpoint would have to be sorted for one page.
    private string EndpointCondition(string table) => query.EndpointId is null
        ? ""
        : $" AND {(table == "open" ? "+" : "")}d.endpoint = (SELECT number FROM endpoints WHERE id = $endpoint)";

    private string Conditions() => string.Concat(
        query.MessageId is null ? "" : MessageCondition,
        query.EventType is null ? "" : " AND m.event_type = $type",
        query.Tenant is null ? "" : " AND m.tenant = $tenant")
        + (query.From is null ? "" : " AND m.created_at >= $from")
        + (query.To is null ? "" : " AND m.created_at < $to");

    private const string MessageCondition =
        " AND d.delivery BETWEEN (SELECT position << 20 FROM messages WHERE id = $message) "
        + "AND (SELECT ((position + 1) << 20) - 1 FROM messages WHERE id = $message)";

    private DeliveryRecord Read(SqliteDataReader row)
    {
        var state = (DeliveryState)row.GetInt32(2);
        return new DeliveryRecord
        {
            DeliveryId = row.GetInt64(0),
            EndpointId = row.GetString(1),
            State = state,
            Reason = Queries.Text(row, 3),
            DueIn = state == DeliveryState.Open ? TimeSpan.FromTicks(Math.Max(row.GetInt64(4) - now, 0)) : null,
            Attempts = row.IsDBNull(FirstOfAttempt) || !query.IncludeContent ? [] : [ReadAttempt(row, FirstOfAttempt)],
            Message = Queries.ReadMessage(row, FirstOfMessage),
        };
    }

    private static DeliveryAttempt ReadAttempt(SqliteDataReader row, int first) => new()
    {
        Number = row.GetInt32(first),
        StartedAt = StoreClock.ToMoment(row.GetInt64(first + 1)),
        Duration = TimeSpan.FromTicks(row.GetInt64(first + 2)),
        Outcome = (AttemptOutcome)row.GetInt32(first + 3),
        StatusCode = row.IsDBNull(first + 4) ? null : row.GetInt32(first + 4),
        Error = Queries.Text(row, first + 5),
        Response = Queries.Text(row, first + 6),
        Decision = row.GetString(first + 7),
    };

    private static DeliveryRecord WithEarlierAttempts(SqliteConnection reader, DeliveryRecord record)
    {
        using var command = Queries.Command(
            reader,
            "SELECT number, started_at, duration, outcome, status_code, error, response, decision FROM attempts WHERE delivery = $delivery ORDER BY place",
            ("$delivery", record.DeliveryId));
        using var rows = command.ExecuteReader();
        var attempts = new List<DeliveryAttempt>();
        while (rows.Read())
        {
            attempts.Add(ReadAttempt(rows, 0));
        }

        return attempts.Count == 0 ? record : record with { Attempts = [.. attempts, .. record.Attempts] };
    }
}
