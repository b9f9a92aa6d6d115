using Microsoft.Data.Sqlite;
using ShopWebhooks.Sqlite.Storage;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;
using SQLitePCL;

namespace ShopWebhooks.Sqlite.Tests.Storage;

/// <summary>How SQLite goes about what people ask: a page of a large file must not cost a pass and a sort of all of it.</summary>
internal sealed class QueryPlanTests
{
    private static readonly DeliveryQuery[] Queries =
    [
        new(),
        new() { NewestFirst = true },
        new() { State = DeliveryState.Open, EndpointId = "crm" },
        new() { DueFor = TimeSpan.FromDays(7), EndpointId = "crm" },
        new() { State = DeliveryState.Dead, NewestFirst = true },
        new() { State = DeliveryState.Dead, EndpointId = "crm", After = 1 },
        new() { State = DeliveryState.Delivered, EventType = "new_order" },
        new() { MessageId = "msg_1", EndpointId = "crm" },
    ];

    [TestCaseSource(nameof(Queries))]
    public void A_page_of_deliveries_is_not_sorted(DeliveryQuery query) =>
        Plans(query).Should().NotBeEmpty().And.NotContain(step => step.Contains("TEMP B-TREE"));

    [Test]
    public void Dead_letters_are_found_without_passing_those_that_were_delivered()
    {
        Plans(new() { State = DeliveryState.Dead }).Should().Contain(step => step.Contains("USING INDEX done_dead (state=?"));
        Plans(new() { State = DeliveryState.Dead, EndpointId = "crm" })
            .Should().Contain(step => step.Contains("USING INDEX done_dead_by_endpoint (endpoint=?"));
    }

    [Test]
    public void The_deliveries_of_a_message_are_found_by_their_numbers() =>
        Plans(new() { MessageId = "msg_1" }).Where(step => step.Contains(" d "))
            .Should().HaveCount(2).And.OnlyContain(step => step.Contains("USING INTEGER PRIMARY KEY"));

    private static List<string> Plans(DeliveryQuery query)
    {
        using var folder = new TemporaryFolder();
        using var session = SqliteSession.Open($"Data Source={folder.File("shop-webhooks.db")};Pooling=False", new ManualTimeProvider());
        return session.File.Read(reader =>
        {
            var asked = new List<string>();
            raw.sqlite3_trace(reader.Handle, (_, sql) => asked.Add(sql), null);
            new DeliveryQueries(query, session.Clock.Now).Find(reader);
            raw.sqlite3_trace(reader.Handle, (strdelegate_trace)null!, null);
            return asked.Where(sql => sql.StartsWith("SELECT", StringComparison.Ordinal)).SelectMany(sql => Explain(reader, sql)).ToList();
        });
    }

    private static List<string> Explain(SqliteConnection reader, string sql)
    {
        using var command = reader.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        using var rows = command.ExecuteReader();
        var steps = new List<string>();
        while (rows.Read())
        {
            steps.Add(rows.GetString(3));
        }

        return steps;
    }
}
