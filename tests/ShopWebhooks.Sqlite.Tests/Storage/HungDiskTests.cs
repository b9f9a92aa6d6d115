using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using ShopWebhooks.Sqlite.Storage;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Sqlite.Tests.Storage;

/// <remarks>The disk hangs in a commit, when the work of the transaction is done: there a hook holds the writing thread.</remarks>
internal sealed class HungDiskTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _clock = new();
    private TemporaryFolder _folder = null!;
    private SqliteStore _store = null!;
    private TaskCompletionSource _woken = null!;
    private ManualResetEventSlim _hanging = null!;
    private ManualResetEventSlim _answering = null!;

    private static LeaseRequest Lanes(long token) => new([new LaneRoom("crm", 10, TimeSpan.FromMinutes(5))], token, 10);

    [SetUp]
    public async Task OpenAsync()
    {
        _folder = new TemporaryFolder();
        _woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _hanging = new ManualResetEventSlim();
        _answering = new ManualResetEventSlim();
        _store = await OpenStoreAsync();
    }

    [TearDown]
    public void Close()
    {
        _answering.Set();
        _store.Dispose();
        _folder.Dispose();
        _hanging.Dispose();
        _answering.Dispose();
    }

    [Test]
    public async Task What_a_given_up_call_leased_is_given_back_unspent_and_its_engine_is_woken()
    {
        await _store.AddAsync([New("msg_1"), New("msg_2")], default);

        await GiveUpAsync(() => _store.LeaseAsync(Lanes(1), default).AsTask());
        await AnswerAsync();

        var again = (await _store.LeaseAsync(Lanes(11), default)).Deliveries;
        again.Select(delivery => (delivery.Message.Id, delivery.Attempt, delivery.LostInARow)).Should().Equal(("msg_1", 1, 0), ("msg_2", 1, 0));
    }

    [Test]
    public async Task What_a_given_up_call_handed_off_is_given_back_unspent_and_its_engine_is_woken()
    {
        var lease = new LeaseGrant(7, TimeSpan.FromMinutes(5));

        await GiveUpAsync(() => _store.AddAsync([New("msg_1"), New("msg_2", lease)], default).AsTask());
        await AnswerAsync();

        var again = (await _store.LeaseAsync(Lanes(11), default)).Deliveries;
        again.Select(delivery => (delivery.Message.Id, delivery.Attempt, delivery.LostInARow))
            .Should().BeEquivalentTo([("msg_1", 1, 0), ("msg_2", 1, 0)]);
    }

    [Test]
    public async Task What_a_given_up_settlement_handed_off_waits_for_the_settlement_to_be_repeated()
    {
        await _store.AddAsync([New("msg_1")], default);
        var leased = (await _store.LeaseAsync(Lanes(1), default)).Deliveries.Single();
        var attempt = new DeliveryAttempt
        {
            Number = 1,
            StartedAt = _clock.GetUtcNow(),
            Duration = TimeSpan.Zero,
            Outcome = AttemptOutcome.Delivered,
            Decision = "delivered",
        };
        var settlement = new Settlement(leased.Lease, attempt, DeliveryState.Delivered)
        {
            FollowUps = [New("msg_2", new LeaseGrant(7, TimeSpan.FromMinutes(5)))],
        };

        await GiveUpAsync(() => _store.SettleAsync([settlement], default).AsTask());
        await AnswerAsync();

        var repeated = (await _store.SettleAsync([settlement], default)).Single();
        repeated.FollowUps.Single().Deliveries.Single().HandedOff.Should().BeTrue();
    }

    [Test]
    public async Task What_was_given_up_before_it_began_is_not_done()
    {
        var hanging = Begin(() => _store.AddAsync([New("msg_1")], default).AsTask());
        var waiting = _store.AddAsync([New("msg_2")], default).AsTask();
        _clock.Advance(Patience);
        await ShouldBeGivenUpAsync(hanging);
        await ShouldBeGivenUpAsync(waiting);
        await AnswerAsync();

        await _store.AddAsync([New("msg_3")], default);
        (await _store.ReadFeedAsync(0, 10, default)).Select(entry => entry.Message.Id).Should().Equal("msg_1", "msg_3");
    }

    [Test]
    public async Task The_end_of_what_was_given_up_is_no_unobserved_exception()
    {
        List<Exception> unobserved = [];
        void Note(object? sender, UnobservedTaskExceptionEventArgs args) => unobserved.AddRange(args.Exception.InnerExceptions);
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            await GiveUpOneInLineAsync();
            await _store.AddAsync([New("msg_3")], default);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        unobserved.Should().NotContain(exception => exception is TimeoutException);
    }

    [Test]
    public async Task The_end_does_not_wait_for_the_disk_and_the_file_has_no_second_owner_while_the_first_may_write()
    {
        var adding = Begin(() => _store.AddAsync([New("msg_1")], default).AsTask());

        await Task.Run(_store.Dispose).WaitAsync(Patience);

        var opening = OpenStoreAsync;
        await opening.Should().ThrowAsync<StoreUnavailableException>().WithMessage("*belongs to another process*");
        _answering.Set();
        await adding;
        _store.Dispose();
        using var next = await OpenStoreAsync();
        (await next.ReadFeedAsync(0, 10, default)).Should().ContainSingle();
    }

    private static NewMessage New(string id, LeaseGrant? lease = null) => new(
        new WebhookMessage
        {
            Id = id,
            EventType = "new_order",
            Origin = WebhookMessage.LocalOrigin,
            CreatedAt = DateTimeOffset.UnixEpoch,
            Payload = "{}"u8.ToArray(),
        },
        [new NewDelivery("crm") { Lease = lease }]);

    private static async Task ShouldBeGivenUpAsync(Task call) =>
        await call.Invoking(task => task).Should().ThrowAsync<StoreUnavailableException>().WithMessage("*has not answered for 30 seconds.");

    // A method of its own, so that nothing refers to the tasks any more when it has returned.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task GiveUpOneInLineAsync()
    {
        var hanging = Begin(() => _store.AddAsync([New("msg_1")], default).AsTask());
        var waiting = _store.AddAsync([New("msg_2")], default).AsTask();
        _clock.Advance(Patience);
        await ShouldBeGivenUpAsync(hanging);
        await ShouldBeGivenUpAsync(waiting);
        await AnswerAsync();
    }

    private async Task GiveUpAsync(Func<Task> call)
    {
        var task = Begin(call);
        _clock.Advance(Patience);
        await ShouldBeGivenUpAsync(task);
    }

    /// <summary>Makes a call in whose commit the disk hangs; returns when it does.</summary>
    private Task Begin(Func<Task> call)
    {
        SQLitePCL.raw.sqlite3_commit_hook(_store.OpenFile.Writer.Handle, _ => Hang(), null);
        var task = call();
        _hanging.Wait(Patience).Should().BeTrue();
        return task;
    }

    private int Hang()
    {
        _hanging.Set();
        return _answering.Wait(TimeSpan.FromMinutes(1)) ? 0 : 1;
    }

    /// <summary>Lets the disk answer, and waits for what follows from the late answer.</summary>
    private Task AnswerAsync()
    {
        _answering.Set();
        return _woken.Task.WaitAsync(Patience);
    }

    private async Task<SqliteStore> OpenStoreAsync()
    {
        var store = new SqliteStore($"Data Source={_folder.File("shop-webhooks.db")};Pooling=False", _clock, NullLogger<SqliteStore>.Instance);
        await store.OpenAsync(() => _woken.TrySetResult(), default);
        return store;
    }
}
