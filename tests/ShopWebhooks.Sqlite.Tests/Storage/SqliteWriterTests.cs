using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using ShopWebhooks.Sqlite.Storage;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Sqlite.Tests.Storage;

internal sealed class SqliteWriterTests
{
    private TemporaryFolder _folder = null!;
    private SqliteSession _session = null!;

    [SetUp]
    public void Open()
    {
        _folder = new TemporaryFolder();
        _session = SqliteSession.Open($"Data Source={_folder.File("shop-webhooks.db")};Pooling=False", new ManualTimeProvider());
    }

    [TearDown]
    public void Close()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task What_is_asked_during_a_commit_is_the_next_one()
    {
        var commits = 0;
        SQLitePCL.raw.sqlite3_commit_hook(_session.File.Writer.Handle, _ => commits++ * 0, null);

        await TogetherAsync([.. Enumerable.Range(0, 50).Select(number => (Func<AddResult>)(() => Add($"msg_{number}")))]);

        commits.Should().Be(2, "the first call has one of its own, and all that waited for it share the next");
        Messages().Should().HaveCount(50);
    }

    [Test]
    public async Task A_call_that_fails_is_undone_alone()
    {
        var results = await TogetherAsync(
            () => Add("msg_1"),
            () =>
            {
                Add("msg_2", "erp");
                throw new InvalidOperationException("The second call fails.");
            },
            () => Add("msg_3", "erp"));

        results[0].Exception.Should().BeNull();
        results[1].Exception!.InnerException.Should().BeOfType<InvalidOperationException>();
        results[2].Exception.Should().BeNull("what the failed call had made was made again");
        Messages().Should().Equal("msg_1", "msg_3");
        (await _session.Writer.WriteAsync(() => _session.Endpoints.Get("erp").Number)).Should().Be(2);
    }

    [Test]
    public async Task What_cannot_be_read_anew_fails_the_call_and_is_read_for_the_next_one()
    {
        await _session.Writer.WriteAsync(() => Add("msg_1"));
        Change("ALTER TABLE endpoints RENAME TO elsewhere");
        var failing = () => _session.Writer.WriteAsync<AddResult>(() => throw new InvalidOperationException("This call fails."));
        await failing.Should().ThrowAsync<InvalidOperationException>();

        var adding = () => _session.Writer.WriteAsync(() => Add("msg_2"));
        await adding.Should().ThrowAsync<SqliteException>();

        Change("ALTER TABLE elsewhere RENAME TO endpoints");
        (await adding()).Outcome.Should().Be(AddOutcome.Added);
        (await _session.Writer.WriteAsync(() => _session.Endpoints.Get("crm").Number)).Should().Be(1);
    }

    [Test]
    public async Task A_call_that_fails_leaves_no_statement_half_bound()
    {
        // Its headers are asked for when half of the message has been bound.
        var results = await TogetherAsync(
            () => _session.Admission.Add(new NewMessage(Message("msg_1") with { Headers = null! }, []), _session.Clock.Now),
            () => Add("msg_2"));

        results[0].Exception!.InnerException.Should().BeOfType<NullReferenceException>();
        results[1].Exception.Should().BeNull();
        Messages().Should().Equal("msg_2");
    }

    [Test]
    public async Task A_call_that_fails_leaves_no_statement_on_a_row()
    {
        await _session.Writer.WriteAsync(() => Add("msg_1"));
        await _session.Writer.WriteAsync(() => Execute("UPDATE messages SET headers = 'not JSON'"));

        var reading = () => _session.Writer.WriteAsync(() => _session.Messages.Read(1));
        await reading.Should().ThrowAsync<JsonException>();

        await _session.Writer.WriteAsync(() => Execute("UPDATE messages SET headers = NULL"));
        (await _session.Writer.WriteAsync(() => _session.Messages.Read(1))).Id.Should().Be("msg_1");
    }

    [Test]
    public async Task When_the_transaction_ends_in_the_middle_nothing_of_it_is_stored_and_all_are_told()
    {
        var results = await TogetherAsync(
            () => Add("msg_1"),
            () =>
            {
                using var rollback = new Statement(_session.File.Writer, "ROLLBACK");
                rollback.Run();
                throw new SqliteException("database or disk is full", SQLitePCL.raw.SQLITE_FULL);
            },
            () => Add("msg_3"));

        results.Should().OnlyContain(result => result.Exception!.InnerException is StoreUnavailableException);
        Messages().Should().BeEmpty();
        (await _session.Writer.WriteAsync(() => Add("msg_4"))).Outcome.Should().Be(AddOutcome.Added);
    }

    [Test]
    public async Task One_bad_row_fails_its_list_and_says_that_an_item_is_to_blame()
    {
        using var folder = new TemporaryFolder();
        using var store = new SqliteStore(
            $"Data Source={folder.File("shop-webhooks.db")};Pooling=False", new ManualTimeProvider(), NullLogger<SqliteStore>.Instance);
        await store.OpenAsync(() => { }, default);
        var bad = new NewMessage(Message("msg_2") with { EventType = null! }, []);

        await store.Invoking(open => open.AddAsync([new(Message("msg_1"), []), bad], default).AsTask())
            .Should().ThrowAsync<SqliteException>("anything but StoreUnavailableException has the core try the list in halves");
        (await store.ReadFeedAsync(0, 10, default)).Should().BeEmpty();
        (await store.AddAsync([new(Message("msg_1"), [])], default)).Single().Outcome.Should().Be(AddOutcome.Added);
    }

    [Test]
    public void What_was_asked_before_the_end_is_done()
    {
        var calls = Enumerable.Range(0, 20).Select(number => _session.Writer.WriteAsync(() => Add($"msg_{number}"))).ToArray();

        _session.Dispose();

        calls.Should().OnlyContain(call => call.IsCompletedSuccessfully || call.Wait(TimeSpan.FromSeconds(10)));
    }

    private static WebhookMessage Message(string id) => new()
    {
        Id = id,
        EventType = "new_order",
        Origin = WebhookMessage.LocalOrigin,
        CreatedAt = DateTimeOffset.UnixEpoch,
        Payload = "{}"u8.ToArray(),
    };

    private AddResult Add(string id, string endpoint = "crm") =>
        _session.Admission.Add(new NewMessage(Message(id), [new NewDelivery(endpoint)]), _session.Clock.Now);

    private bool Execute(string sql)
    {
        using var statement = new Statement(_session.File.Writer, sql);
        return statement.Run() > 0;
    }

    private void Change(string sql)
    {
        using var other = new SqliteConnection($"Data Source={_session.File.Path};Pooling=False");
        other.Open();
        DatabaseFile.Execute(other, sql);
    }

    private string[] Messages() => _session.File.Read(reader => Queries.ReadFeed(reader, 0, 1000).Select(entry => entry.Message.Id).ToArray());

    /// <summary>Has calls made in one transaction: while they are asked for, the writer is busy with another.</summary>
    private async Task<Task<AddResult>[]> TogetherAsync(params Func<AddResult>[] calls)
    {
        using var begun = new ManualResetEventSlim();
        using var asked = new ManualResetEventSlim();
        var first = _session.Writer.WriteAsync(() =>
        {
            begun.Set();
            return asked.Wait(TimeSpan.FromSeconds(30));
        });
        begun.Wait(TimeSpan.FromSeconds(30)).Should().BeTrue();
        var together = Array.ConvertAll(calls, _session.Writer.WriteAsync);
        asked.Set();
        await first;
        await Task.WhenAll(together).ContinueWith(_ => { }, TaskScheduler.Default);
        return together;
    }
}
