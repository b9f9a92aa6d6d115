using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class WebhookStoreTests
{
    private static readonly TimeSpan[] AtOnce = [TimeSpan.Zero, TimeSpan.FromTicks(-1), TimeSpan.FromMinutes(-1), TimeSpan.MinValue];

    // What counts as never; no test waits longer than a few years.
    private static readonly TimeSpan[] Never = [TimeSpan.MaxValue, TimeSpan.MaxValue - TimeSpan.FromTicks(1), TimeSpan.FromDays(365 * 9000)];

    [TestCaseSource(nameof(AtOnce))]
    public async Task What_is_due_in_no_time_is_due_at_once(TimeSpan dueIn)
    {
        var added = (await AddAsync(new NewMessage(Message(), [new NewDelivery("crm") { DueIn = dueIn, Lease = NextGrant() }, new("erp") { DueIn = dueIn }])))
            .Deliveries;

        added.Select(delivery => delivery.HandedOff).Should().Equal(true, false);
        ShouldBe((await FindAsync(added[1].DeliveryId)).DueIn, TimeSpan.Zero);
        (await FoundAsync(new() { DueFor = Minute / 2 })).Should().BeEmpty("it has not been due before it was added");
        await SettledAsync(Retry(await LeaseOneAsync("erp"), dueIn));
        await Store.ReleaseAsync([(await LeaseOneAsync("erp")).Lease], dueIn, default);
        (await LeaseOneAsync("erp")).Attempt.Should().Be(2);
    }

    [TestCaseSource(nameof(AtOnce))]
    public async Task A_replay_in_no_time_is_due_at_once(TimeSpan dueIn)
    {
        var message = Owing();
        await AddAsync(message);

        await ReplayAsync(message.Message.Id, "crm", dueIn);
        await SettledAsync(Delivered((await LeaseOneAsync()).Lease));
        await ReplayAsync(message.Message.Id, "crm", dueIn);

        (await LeaseOneAsync()).Attempt.Should().Be(2);
    }

    [TestCaseSource(nameof(AtOnce))]
    public async Task A_lease_for_no_time_ends_at_once_and_is_its_holders_until_it_is_leased_again(TimeSpan duration)
    {
        var number = await AddDeliveryAsync(new NewMessage(Message(), [new NewDelivery("crm") { Lease = new(NextToken(), duration) }]));
        var first = (await LeaseAsync(1, new LaneRoom("crm", 1, duration))).Deliveries.Single();
        var second = await LeaseOneAsync();

        (first.Attempt, second.Attempt, second.LostInARow).Should().Be((2, 3, 2));
        (await Store.RenewAsync([first.Lease, second.Lease], duration, default)).Should().Equal(false, true);
        var record = await FindAsync(number);
        record.State.Should().Be(DeliveryState.Open, "it was renewed for no time");
        record.Attempts.Select(attempt => attempt.Outcome).Should().Equal(AttemptOutcome.Lost, AttemptOutcome.Lost);
        record.Attempts.ToList().ForEach(attempt => ShouldBe(attempt.Duration, TimeSpan.Zero));
        await SettledAsync(Delivered(second.Lease));
    }

    [TestCaseSource(nameof(AtOnce))]
    public async Task A_pause_for_no_time_ends_a_pause(TimeSpan pause)
    {
        await AddAsync(Owing("crm"));
        await ChangeAsync(new EndpointChange("crm") { PauseFor = Minute });

        (await ChangeAsync(new EndpointChange("crm") { PauseFor = pause })).PausedFor.Should().BeNull();

        await LeaseOneAsync();
    }

    [TestCaseSource(nameof(Never))]
    public async Task What_is_due_beyond_all_counting_is_never_due(TimeSpan dueIn)
    {
        var number = await AddDeliveryAsync(new NewMessage(Message(), [new NewDelivery("crm") { DueIn = dueIn, Lease = NextGrant() }]));
        await Store.AddAsync([Owing("erp"), Owing("shop")], default);
        await SettledAsync(Retry(await LeaseOneAsync("erp"), dueIn));
        await Store.ReleaseAsync([(await LeaseOneAsync("shop")).Lease], dueIn, default);

        await AdvanceAsync(TimeSpan.FromDays(1000));

        (await LeaseAsync("crm", "erp", "shop")).Deliveries.Should().BeEmpty();
        (await FoundAsync(new() { DueFor = TimeSpan.Zero })).Should().BeEmpty();
        var record = await FindAsync(number);
        record.State.Should().Be(DeliveryState.Open);
        record.DueIn.Should().BeGreaterThan(TimeSpan.FromDays(365 * 1000));
    }

    [TestCaseSource(nameof(Never))]
    public async Task A_lease_beyond_all_counting_never_ends(TimeSpan duration)
    {
        await Store.AddAsync([Owing("crm"), Owing("erp")], default);
        var handedOff = await AddDeliveryAsync(new NewMessage(Message(), [new NewDelivery("shop") { Lease = new(NextToken(), duration) }]));
        var leased = (await LeaseAsync(1, new LaneRoom("crm", 1, duration))).Deliveries.Single();
        var renewed = await LeaseOneAsync("erp");
        await Store.RenewAsync([renewed.Lease], duration, default);

        await AdvanceAsync(TimeSpan.FromDays(1000));

        (await LeaseAsync("crm", "erp", "shop")).Deliveries.Should().BeEmpty();
        (await FoundAsync(new() { State = DeliveryState.Leased })).Should().BeEquivalentTo(
            [leased.Lease.DeliveryId, renewed.Lease.DeliveryId, handedOff]);
        await Store.ReleaseAsync([leased.Lease], TimeSpan.Zero, default);
        (await LeaseOneAsync()).Attempt.Should().Be(1);
    }

    [TestCaseSource(nameof(Never))]
    public async Task A_pause_beyond_all_counting_ends_by_hand_alone(TimeSpan pause)
    {
        await AddAsync(Owing("crm"));
        await ChangeAsync(new EndpointChange("crm") { PauseFor = pause });

        await AdvanceAsync(TimeSpan.FromDays(1000));

        (await LeaseAsync("crm")).Deliveries.Should().BeEmpty();
        (await Store.GetEndpointStatesAsync(default)).Single().PausedFor.Should().BeGreaterThan(TimeSpan.FromDays(365 * 1000));
        await ChangeAsync(new EndpointChange("crm") { PauseFor = TimeSpan.Zero });
        await LeaseOneAsync();
    }

    [TestCaseSource(nameof(Never))]
    public async Task What_is_kept_beyond_all_counting_is_kept(TimeSpan retention)
    {
        await AddAsync(Owing());
        await AddDeliveryAsync(new NewMessage(Message(), [new NewDelivery("crm") { DeadReason = "does not fit" }]));
        await AdvanceAsync(TimeSpan.FromDays(1000));

        (await Store.PurgeAsync(new Retention(retention, retention, 10), default)).Should().Be(0);

        (await FoundAsync(new() { DueFor = retention })).Should().BeEmpty();
        (await FeedAsync()).Should().HaveCount(2);
    }

    [Test]
    public async Task A_pause_is_counted_down_by_the_clock_and_failures_count_up()
    {
        await ChangeAsync(new EndpointChange("crm") { Failed = true, PauseFor = 10 * Minute, Disable = "by hand" });

        for (var minutes = 1; minutes < 10; minutes++)
        {
            await AdvanceAsync(Minute);
            var state = (await Store.GetEndpointStatesAsync(default)).Single();
            ShouldBe(state.PausedFor, (10 - minutes) * Minute);
            ShouldBe(state.FailingFor, minutes * Minute);
            (state.ConsecutiveFailures, state.DisabledReason).Should().Be((1, "by hand"));
        }

        await AdvanceAsync(Minute);
        var last = await ChangeAsync(new EndpointChange("crm") { Disable = "410 Gone" });
        (last.PausedFor, last.DisabledReason).Should().Be((null, "410 Gone"));
    }

    [TestCase(0)]
    [TestCase(-1)]
    public async Task No_room_and_no_limit_lease_nothing(int none)
    {
        await AddAsync(Owing("crm"));

        (await LeaseAsync(10, new LaneRoom("crm", none, LeaseTime))).Should().BeEquivalentTo(new LeaseBatch([], null));
        (await LeaseAsync(none, new LaneRoom("crm", 10, LeaseTime))).Deliveries.Should().BeEmpty();
        (await LeaseAsync(10)).Should().BeEquivalentTo(new LeaseBatch([], null));

        (await LeaseOneAsync()).Attempt.Should().Be(1);
    }
}
