using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.House;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>Tries what the README of the SQLite package says of its file, on a file with a dead letter and an order that is owed.</summary>
[NonParallelizable]
internal sealed class SqliteFileTests
{
    public const string Readme = "src/ShopWebhooks.Sqlite/README.md";

    private KeepingShop _shop = null!;
    private WebApplication _app = null!;
    private string _owed = "";

    [SetUp]
    public async Task StartShop()
    {
        _shop = new KeepingShop();
        _app = await _shop.StartAsync(options => options.ProcessDeliveries = false);
        var store = _app.Services.GetRequiredService<IWebhookStore>();
        foreach (var reason in (string[])["Given up by a test.", "Given up again."])
        {
            var dead = (await store.FindDeliveriesAsync(new DeliveryQuery { MessageId = await DispatchAsync() }, default)).Single();
            await store.CloseAsync([new Closing(dead.DeliveryId, DeliveryState.Dead, reason)], default);
        }

        _owed = await DispatchAsync();
    }

    [TearDown]
    public async Task EndShop()
    {
        await _app.DisposeAsync();
        _shop.Dispose();
    }

    [Test]
    public void The_queries_tell_what_is_owed_and_what_is_dead_beside_the_running_process()
    {
        var queries = Documentation.Read().Blocks.Where(block => block.Language == "sql").Select(block => block.Text).ToList();
        using var reader = Open("Mode=ReadOnly");
        var today = DateTime.UtcNow.Date;

        queries.Should().HaveCount(2);
        var owed = Rows(reader, queries[0]).Should().ContainSingle().Subject;
        owed[..2].Should().Equal("crm", 1L);
        DateTime.Parse((string)owed[2]).Date.Should().BeOneOf(today, today.AddDays(-1));
        var dead = Rows(reader, queries[1]).Should().ContainSingle().Subject;
        dead[..2].Should().Equal("crm", 2L);
        DateTime.Parse((string)dead[2]).Date.Should().BeOneOf(today, today.AddDays(-1));
        dead[3].Should().Be("Given up again.");
    }

    [Test]
    public void The_number_of_a_delivery_leads_to_its_message()
    {
        using var reader = Open("Mode=ReadOnly");

        Rows(reader, "SELECT m.id FROM open o JOIN messages m ON m.position = o.delivery >> 20").Single().Should().Equal(_owed);
    }

    [TestCase("VACUUM INTO 'copy.db'")]
    [TestCase(".backup copy.db")]
    public async Task A_backup_beside_the_running_process_is_restored_as_the_readme_says(string backup)
    {
        Documentation.Text(Readme).Should().Contain(backup);
        using (var file = Open("Mode=ReadWrite"))
        {
            if (backup.StartsWith('.'))
            {
                // What the command line calls so.
                using var copy = new SqliteConnection("Data Source=copy.db;Pooling=False");
                file.BackupDatabase(copy);
            }
            else
            {
                Rows(file, backup);
            }
        }

        await DispatchAsync();
        await _app.DisposeAsync();
        File.Delete(_shop.File("shop-webhooks.db-wal"));
        File.Delete(_shop.File("shop-webhooks.db-shm"));
        File.Move(_shop.File("copy.db"), _shop.File("shop-webhooks.db"), overwrite: true);

        _app = await _shop.StartAsync(options => options.ProcessDeliveries = false);

        var open = await _app.Services.GetRequiredService<IWebhookStore>()
            .FindDeliveriesAsync(new DeliveryQuery { State = DeliveryState.Open }, default);
        open.Select(delivery => delivery.Message.Id).Should().Equal(_owed);
    }

    [Test]
    public async Task The_files_are_those_of_the_readme()
    {
        Names().Should().BeEquivalentTo("shop-webhooks.db", "shop-webhooks.db-wal", "shop-webhooks.db-shm", "shop-webhooks.db.lock");

        await _app.DisposeAsync();

        Names().Should().BeEquivalentTo(["shop-webhooks.db", "shop-webhooks.db.lock"], "the log is gone after an orderly end");
    }

    [Test]
    public void The_table_of_errors_quotes_what_they_say()
    {
        var code = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/ShopWebhooks.Sqlite/Storage"), "*.cs")
            .Select(File.ReadAllText));
        var quoted = MarkdownTable.After("| the error says |", Documentation.Text(Readme))
            .SelectMany(row => row[0].Split('`').Where((_, place) => place % 2 == 1)).ToList();

        quoted.Should().HaveCountGreaterThan(10).And.OnlyContain(phrase => code.Contains(phrase));
    }

    private async Task<string> DispatchAsync() => (await _app.Services.GetRequiredService<IWebhookDispatcher>()
        .DispatchAsync(new NewOrder { Status = OrderStatus.Paid })).MessageId;

    private IEnumerable<string?> Names() => Directory.EnumerateFiles(_shop.File("")).Select(Path.GetFileName);

    private static SqliteConnection Open(string mode)
    {
        var connection = new SqliteConnection($"Data Source=shop-webhooks.db;Pooling=False;{mode}");
        connection.Open();
        return connection;
    }

    private static List<object[]> Rows(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }
}
