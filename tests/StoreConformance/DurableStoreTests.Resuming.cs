using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class DurableStoreTests
{
    [Test]
    public async Task What_the_dead_owner_had_leased_is_due_and_its_attempt_lost([Values] StoreEnd end)
    {
        var handedOff = await AddDeliveryAsync(HandedOff(Message()));
        var leased = await AddDeliveryAsync(Owing("erp"));
        await LeaseOneAsync("erp");

        await ReopenAsync(end);
        await LetLeasesEndAsync();

        (await FoundAsync(new() { State = DeliveryState.Leased })).Should().BeEmpty();
        ShouldBe((await FindAsync(leased)).DueIn, TimeSpan.Zero);
        (await FindAsync(leased)).Attempts.Should().BeEmpty("it is recorded when the delivery is leased again");
        foreach (var again in (await LeaseAsync("crm", "erp")).Deliveries)
        {
            (again.Attempt, again.ScheduledAttempt, again.LostInARow).Should().Be((2, 2, 1));
        }

        foreach (var number in new[] { handedOff, leased })
        {
            var lost = (await FindAsync(number)).Attempts.Should().ContainSingle().Subject;
            (lost.Number, lost.Outcome, lost.Decision).Should().Be((1, AttemptOutcome.Lost, "lost: the lease ended without a result"));
            lost.Duration.Should().BeGreaterThanOrEqualTo(TimeSpan.Zero).And.BeLessThanOrEqualTo(LeaseTime + Tolerance);
        }
    }

    [Test]
    public async Task However_long_the_lease_was_and_however_soon_it_is_opened_the_owner_is_dead([Values] StoreEnd end)
    {
        Assume.That(IsShared, Is.False, "A lease of a store that is shared ends in its time.");
        await AddAsync(Owing("crm"));
        await LeaseAsync(1, new LaneRoom("crm", 1, TimeSpan.MaxValue));

        await ReopenAsync(end);

        (await LeaseOneAsync()).LostInARow.Should().Be(1);
    }

    [Test]
    public async Task Attempts_that_end_the_process_each_time_are_counted([Values] StoreEnd end)
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        for (var lost = 0; lost < 5; lost++)
        {
            (await LeaseOneAsync()).LostInARow.Should().Be(lost);
            await ReopenAsync(end);
            await LetLeasesEndAsync();
        }

        var last = await LeaseOneAsync();
        (last.Attempt, last.LostInARow).Should().Be((6, 5));
        (await FindAsync(number)).Attempts.Select(attempt => (attempt.Number, attempt.Outcome)).Should().Equal(
            Enumerable.Range(1, 5).Select(attempt => (attempt, AttemptOutcome.Lost)));
    }

    [Test]
    public async Task A_lease_from_before_does_nothing_to_the_one_given_since([Values] StoreEnd end)
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        var old = (await LeaseOneAsync()).Lease;
        await ReopenAsync(end);
        await LetLeasesEndAsync();
        var current = await LeaseOneAsync();

        (await Store.RenewAsync([old], LeaseTime, default)).Should().Equal(false);
        (await Store.ReleaseAsync([old], TimeSpan.Zero, default)).Should().Equal(false);
        (await SettleAsync(Dead(old) with { FollowUps = [Owing("erp")] })).Outcome.Should().Be(SettleOutcome.Stale);

        await SettledAsync(new Settlement(current.Lease, Attempt(2), DeliveryState.Delivered));
        (await FindAsync(number)).Attempts.Select(attempt => attempt.Outcome).Should().Equal(AttemptOutcome.Lost, AttemptOutcome.Delivered);
    }

    [Test]
    public async Task What_was_given_back_before_the_end_was_not_lost([Values] StoreEnd end)
    {
        await AddAsync(Owing("crm"));
        await Store.ReleaseAsync([(await LeaseOneAsync()).Lease], TimeSpan.Zero, default);

        await ReopenAsync(end);

        var again = await LeaseOneAsync();
        (again.Attempt, again.LostInARow).Should().Be((1, 0));
    }

    [Test]
    public async Task Due_times_are_counted_while_the_store_is_closed([Values] StoreEnd end)
    {
        await AddAsync(new NewMessage(Message(), [new NewDelivery("crm") { DueIn = 5 * Minute }, new NewDelivery("erp")]));
        await SettledAsync(Retry(await LeaseOneAsync("erp"), 3 * Minute));

        await ReopenAsync(end, closedFor: 2 * Minute);

        var early = await LeaseAsync("crm", "erp");
        early.Deliveries.Should().BeEmpty();
        ShouldBe(early.NextDue, Minute);
        ShouldBe((await Store.FindDeliveriesAsync(new() { EndpointId = "crm" }, default)).Single().DueIn, 3 * Minute);
        await ReopenAsync(end, closedFor: Minute);
        (await LeaseAsync("crm", "erp")).Deliveries.Should().ContainSingle().Which.EndpointId.Should().Be("erp");
        await ReopenAsync(end, closedFor: TimeSpan.FromDays(30));
        (await LeaseAsync("crm")).Deliveries.Should().ContainSingle();
        ShouldBe((await Store.GetBacklogAsync(default)).Single(one => one.EndpointId == "crm").OldestAge, TimeSpan.FromDays(30) + (3 * Minute));
    }

    [Test]
    public async Task What_is_never_due_stays_so([Values] StoreEnd end)
    {
        await AddAsync(new NewMessage(Message(), [new NewDelivery("crm") { DueIn = TimeSpan.MaxValue }]));
        await AddAsync(Owing("erp"));
        await ChangeAsync(new EndpointChange("erp") { PauseFor = TimeSpan.MaxValue });

        await ReopenAsync(end, closedFor: TimeSpan.FromDays(1000));

        (await LeaseAsync("crm", "erp")).Deliveries.Should().BeEmpty();
    }

    [Test]
    public async Task Endpoints_are_what_they_were_and_their_times_go_on([Values] StoreEnd end)
    {
        await AddAsync(Owing("crm", "erp"));
        await ChangeAsync(new EndpointChange("crm") { Failed = true, PauseFor = 10 * Minute });
        await ChangeAsync(new EndpointChange("crm") { Failed = true });
        await ChangeAsync(new EndpointChange("erp") { Disable = "410 Gone" });

        await ReopenAsync(end, closedFor: 4 * Minute);

        var states = (await Store.GetEndpointStatesAsync(default)).ToDictionary(state => state.EndpointId);
        ShouldBe(states["crm"].PausedFor, 6 * Minute);
        ShouldBe(states["crm"].FailingFor, 4 * Minute);
        (states["crm"].ConsecutiveFailures, states["erp"].DisabledReason).Should().Be((2, "410 Gone"));
        (await LeaseAsync("crm", "erp")).Deliveries.Should().BeEmpty();
        await ReopenAsync(end, closedFor: 6 * Minute);
        (await LeaseAsync("crm", "erp")).Deliveries.Should().ContainSingle().Which.EndpointId.Should().Be("crm");
    }

    [Test]
    public async Task The_order_of_a_key_goes_on_where_it_was([Values] StoreEnd end)
    {
        var numbers = new List<long>();
        for (var i = 0; i < 4; i++)
        {
            numbers.Add(await AddDeliveryAsync(Ordered("SB-1", "crm")));
        }

        await Store.CloseAsync([new(numbers[1], DeliveryState.Cancelled, "by hand")], default);
        await SettledAsync(Retry(await LeaseOneAsync(), Minute));

        await ReopenAsync(end);

        (await AddAsync(HandedOff(Message() with { OrderingKey = "SB-1" }))).Deliveries.Single()
            .Should().Match<AddedDelivery>(added => !added.HandedOff && added.IsBehind);
        (await LeaseAsync("crm")).Deliveries.Should().BeEmpty();
        await AdvanceAsync(Minute);
        var sent = new List<long>();
        while ((await LeaseAsync("crm")).Deliveries.SingleOrDefault() is { } next)
        {
            sent.Add(next.Lease.DeliveryId);
            await SettledAsync(Delivered(next.Lease));
            await ReopenAsync(end);
        }

        sent.Take(3).Should().Equal(numbers[0], numbers[2], numbers[3]);
        sent.Should().HaveCount(4).And.BeInAscendingOrder();
    }

    [Test]
    public async Task A_replay_stands_outside_the_order_and_starts_its_schedule_anew_still([Values] StoreEnd end)
    {
        var first = Ordered("SB-1", "crm");
        var replayed = await AddDeliveryAsync(first);
        await SettledAsync(Retry(await LeaseOneAsync()));
        await SettledAsync(Dead((await LeaseOneAsync()).Lease));
        var second = await AddDeliveryAsync(Ordered("SB-1", "crm"));
        await AddAsync(Ordered("SB-1", "crm"));
        await ReplayAsync(first.Message.Id, "crm");

        await ReopenAsync(end);

        var leased = (await LeaseAsync("crm")).Deliveries.ToDictionary(delivery => delivery.Lease.DeliveryId);
        leased.Keys.Should().BeEquivalentTo([replayed, second]);
        (leased[replayed].Attempt, leased[replayed].ScheduledAttempt).Should().Be((3, 1));
    }

    [Test]
    public async Task Retention_is_counted_while_the_store_is_closed([Values] StoreEnd end)
    {
        await AddAsync(Owing("crm"));
        await SettledAsync(Delivered((await LeaseOneAsync()).Lease));
        var week = new Retention(TimeSpan.FromDays(7), TimeSpan.FromDays(30), 10);

        await ReopenAsync(end, closedFor: TimeSpan.FromDays(7) - Minute);
        (await Store.PurgeAsync(week, default)).Should().Be(0);
        await ReopenAsync(end, closedFor: Minute);
        (await Store.PurgeAsync(week, default)).Should().Be(1);
        await ReopenAsync(end);

        (await FoundAsync(new())).Should().BeEmpty();
        (await Store.ReadFeedAsync(0, 10, default)).Should().BeEmpty();
    }
}
