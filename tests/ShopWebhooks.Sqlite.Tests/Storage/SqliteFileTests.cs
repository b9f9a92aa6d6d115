using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using ShopWebhooks.Sqlite.Storage;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Sqlite.Tests.Storage;

internal sealed class SqliteFileTests
{
    private TemporaryFolder _folder = null!;

    private string Path => _folder.File("shop-webhooks.db");

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task What_was_committed_is_on_the_disk()
    {
        using var store = await OpenAsync();

        Ask(store.OpenFile.Writer, "PRAGMA synchronous").Should().Be(2, "2 is FULL");
        Ask(store.OpenFile.Writer, "PRAGMA fullfsync").Should().Be(1);
        Ask(store.OpenFile.Writer, "PRAGMA journal_mode").Should().Be("wal");
    }

    [Test]
    public async Task Readers_cannot_write_and_see_what_is_committed()
    {
        using var store = await OpenAsync();

        var write = () => store.OpenFile.Read(reader => Ask(reader, "DELETE FROM messages"));
        write.Should().Throw<StoreUnavailableException>().WithInnerException<SqliteException>();
        store.OpenFile.Read(reader => Ask(reader, "PRAGMA journal_mode")).Should().Be("wal");
    }

    [Test]
    public async Task A_reader_in_mid_query_does_not_hold_up_the_writer()
    {
        using var store = await OpenAsync();

        var added = await store.OpenFile.Read(reader =>
        {
            Ask(reader, "SELECT count(*) FROM messages").Should().Be(0);
            var adding = AddAsync(store, "msg_1");
            adding.Wait(TimeSpan.FromSeconds(30)).Should().BeTrue("the writer does not wait for readers");
            Ask(reader, "SELECT count(*) FROM messages").Should().Be(0, "a query sees one state of the file");
            return adding;
        });

        added.Outcome.Should().Be(AddOutcome.Added);
        store.OpenFile.Read(reader => Ask(reader, "SELECT count(*) FROM messages")).Should().Be(1);
    }

    [Test]
    public async Task A_file_belongs_to_one_store_at_a_time()
    {
        using (await OpenAsync())
        {
            (await RefusalAsync()).Should().Be(
                $"The SQLite file '{Path}' belongs to another process, which holds '{Path}.lock'. "
                + "One process owns a file: end the other one, or give each a file of its own.");
        }

        using var next = await OpenAsync();
    }

    [Test]
    public async Task A_file_that_is_no_database_is_named()
    {
        await File.WriteAllTextAsync(Path, string.Concat(Enumerable.Repeat("not a database, and longer than its header. ", 100)));

        (await RefusalAsync()).Should().Be($"The file '{Path}' is not a SQLite database. Name another file.");
    }

    [Test]
    public async Task A_damaged_file_is_named()
    {
        using (var store = await OpenAsync())
        {
            await AddAsync(store, "msg_1");
        }

        await using (var file = File.OpenWrite(Path))
        {
            // Past the header of the file, in the table of tables.
            file.Position = 100;
            file.Write(Enumerable.Repeat((byte)0xa5, 3000).ToArray());
        }

        (await RefusalAsync()).Should().Be(
            $"The SQLite file '{Path}' is damaged. Restore a backup, or save what can be read with '.recover' of SQLite's command line.");
    }

    [Test]
    public async Task A_file_of_a_newer_version_is_refused_and_left_alone()
    {
        using (await OpenAsync())
        {
        }

        Change("PRAGMA user_version = 7");

        (await RefusalAsync()).Should().Be(
            $"The SQLite file '{Path}' was written by a newer version of ShopWebhooks.Sqlite: it has schema 7, and this version knows those "
            + "up to 1. Update the package, or name another file.");
    }

    [TestCase("CREATE TABLE customers (id INTEGER)")]
    [TestCase("CREATE TABLE customers (id INTEGER); PRAGMA user_version = 1")]
    [TestCase("PRAGMA user_version = 1; PRAGMA application_id = 42")]
    public async Task A_file_of_another_application_is_refused_and_left_alone(string content)
    {
        Change(content);
        var before = await File.ReadAllBytesAsync(Path);

        (await RefusalAsync()).Should().Be(
            $"The SQLite file '{Path}' belongs to another application. Name a file of its own for webhooks; it is made at start.");
        (await File.ReadAllBytesAsync(Path)).Should().Equal(before);
    }

    [Test]
    public async Task A_message_that_another_program_wrote_into_the_open_file_is_named()
    {
        using var store = await OpenAsync();
        await AddAsync(store, "msg_1");
        Change(
            "INSERT INTO messages (position, id, event_type, origin, created_at, accepted_at, payload, content_type) "
            + "VALUES (2, 'msg_2', 'new_order', 'local', 0, 0, x'7b7d', 'application/json')");

        await store.Invoking(open => AddAsync(open, "msg_3")).Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("The SQLite file has been written to by another process; end one of the two.");
    }

    [Test]
    public async Task An_endpoint_that_another_program_wrote_into_the_open_file_does_no_harm()
    {
        using var store = await OpenAsync();
        Change("INSERT INTO endpoints (number, id) VALUES (2, 'other')");

        await store.AddAsync([new NewMessage(Message("msg_1"), [new NewDelivery("crm"), new NewDelivery("erp")])], default);

        (await store.GetBacklogAsync(default)).Select(endpoint => endpoint.EndpointId).Should().BeEquivalentTo("crm", "erp");
    }

    [Test]
    public async Task A_folder_that_does_not_exist_is_named()
    {
        var path = _folder.File("nowhere/shop-webhooks.db");

        (await RefusalAsync(path)).Should().Be(
            $"The SQLite file '{path}' cannot be opened. Its directory must exist, and the process must be allowed to write there.");
    }

    [Test]
    public async Task A_refused_file_can_be_opened_once_the_trouble_is_over()
    {
        Change("CREATE TABLE customers (id INTEGER)");
        await RefusalAsync();
        File.Delete(Path);

        using var store = await OpenAsync();
        (await AddAsync(store, "msg_1")).Outcome.Should().Be(AddOutcome.Added);
    }

    [Test]
    public async Task Nothing_can_be_stored_before_the_host_starts()
    {
        using var store = new SqliteStore($"Data Source={Path}", new ManualTimeProvider(), NullLogger<SqliteStore>.Instance);

        await store.Invoking(closed => AddAsync(closed, "msg_1")).Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("The SQLite file is opened when the host starts; nothing can be stored or read before.");
        File.Exists(Path).Should().BeFalse();
    }

    [Test]
    public async Task Nothing_can_be_stored_or_read_after_the_host_ended()
    {
        var store = await OpenAsync();
        store.Dispose();

        await store.Invoking(closed => AddAsync(closed, "msg_1")).Should().ThrowAsync<ObjectDisposedException>();
        File.Delete(Path);
        await store.Invoking(closed => closed.ReadFeedAsync(0, 1, default).AsTask()).Should().ThrowAsync<ObjectDisposedException>();
        File.Exists(Path).Should().BeFalse("a reader makes no file");
    }

    [Test]
    public async Task Closing_moves_the_log_into_the_file()
    {
        using (var store = await OpenAsync())
        {
            await AddAsync(store, "msg_1");
            File.Exists(Path + "-wal").Should().BeTrue();
        }

        File.Exists(Path + "-wal").Should().BeFalse();
    }

    [Test]
    public async Task A_clock_that_went_back_delays_nothing()
    {
        var clock = new ManualTimeProvider();
        using (var store = await OpenAsync(clock: clock))
        {
            await store.AddAsync([new NewMessage(Message("msg_1"), [new NewDelivery("crm") { DueIn = TimeSpan.FromHours(1) }])], default);
        }

        using var later = await OpenAsync(clock: new ManualTimeProvider(DateTimeOffset.UnixEpoch));
        var batch = await later.LeaseAsync(new LeaseRequest([new LaneRoom("crm", 1, TimeSpan.FromMinutes(1))], 1, 1), default);
        batch.NextDue.Should().Be(TimeSpan.FromHours(1), "the store's time goes on from what the file has seen");
    }

    [Test]
    public async Task A_clock_that_went_back_behind_the_last_attempt_gives_a_lost_one_no_negative_time()
    {
        var clock = new ManualTimeProvider();
        var lanes = new LeaseRequest([new LaneRoom("crm", 1, TimeSpan.FromMinutes(1))], 1, 1);
        using (var store = await OpenAsync(clock: clock))
        {
            await AddAsync(store, "msg_1");
            clock.Advance(TimeSpan.FromHours(2));
            (await store.LeaseAsync(lanes, default)).Deliveries.Should().ContainSingle();
        }

        using var later = await OpenAsync(clock: new ManualTimeProvider());
        (await later.LeaseAsync(lanes with { FirstToken = 2 }, default)).Deliveries.Should().ContainSingle();
        var attempts = (await later.FindDeliveriesAsync(new DeliveryQuery(), default)).Single().Attempts;
        attempts.Should().ContainSingle().Which.Duration.Should().Be(TimeSpan.Zero);
    }

    private static async Task<AddResult> AddAsync(SqliteStore store, string id) =>
        (await store.AddAsync([new NewMessage(Message(id), [new NewDelivery("crm")])], default)).Single();

    private static WebhookMessage Message(string id) => new()
    {
        Id = id,
        EventType = "new_order",
        Origin = WebhookMessage.LocalOrigin,
        CreatedAt = DateTimeOffset.UnixEpoch,
        Payload = "{}"u8.ToArray(),
    };

    private static object? Ask(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        Ask(connection, sql);
    }

    private async Task<SqliteStore> OpenAsync(string? path = null, TimeProvider? clock = null)
    {
        var store = new SqliteStore($"Data Source={path ?? Path};Pooling=False", clock ?? new ManualTimeProvider(), NullLogger<SqliteStore>.Instance);
        await store.OpenAsync(() => { }, default);
        return store;
    }

    private async Task<string> RefusalAsync(string? path = null)
    {
        var opening = () => OpenAsync(path);
        return (await opening.Should().ThrowAsync<StoreUnavailableException>()).Which.Message;
    }
}
