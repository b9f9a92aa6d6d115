using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class WebhookStoreTests
{
    [Test]
    public async Task A_lost_attempt_lasted_from_its_lease_to_the_end_of_it()
    {
        var number = await AddDeliveryAsync(HandedOff(Message()));
        await AdvanceAsync(LeaseTime);
        var second = await LeaseOneAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(20));
        await Store.RenewAsync([second.Lease], LeaseTime, default);
        await AdvanceAsync(2 * LeaseTime);
        await LeaseOneAsync();

        var lost = (await FindAsync(number)).Attempts;

        lost.Select(attempt => (attempt.Number, attempt.Outcome)).Should().Equal((1, AttemptOutcome.Lost), (2, AttemptOutcome.Lost));
        ShouldBe(lost[0].Duration, LeaseTime);
        ShouldBe(lost[1].Duration, LeaseTime + TimeSpan.FromSeconds(20));
        ShouldBe(lost[1].StartedAt - lost[0].StartedAt, LeaseTime);
        lost.Should().OnlyContain(attempt => attempt.StartedAt.Offset == TimeSpan.Zero);
        lost.Should().OnlyContain(attempt => attempt.Decision == "lost: the lease ended without a result");
    }

    [Test]
    public async Task A_lost_attempt_stands_in_its_place_among_the_others()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        await SettledAsync(Retry(await LeaseOneAsync()));
        await LeaseOneAsync();
        await AdvanceAsync(LeaseTime);
        var third = await LeaseOneAsync();
        await SettledAsync(new Settlement(third.Lease, Attempt(third.Attempt), DeliveryState.Delivered));

        (await FindAsync(number)).Attempts.Select(attempt => (attempt.Number, attempt.Outcome)).Should().Equal(
            (1, AttemptOutcome.Failed), (2, AttemptOutcome.Lost), (3, AttemptOutcome.Delivered));
    }

    [Test]
    public async Task A_lease_that_ran_out_leaves_no_attempt_before_the_delivery_is_leased_again()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        await LeaseOneAsync();
        await AdvanceAsync(LeaseTime);

        await LeaseAsync("erp");

        var record = await FindAsync(number);
        record.Attempts.Should().BeEmpty();
        ShouldBe(record.DueIn, TimeSpan.Zero);
        (await FoundAsync(new() { State = DeliveryState.Leased })).Should().BeEmpty();
        (await FoundAsync(new() { State = DeliveryState.Open })).Should().Equal(number);
        await AdvanceAsync(Minute);
        (await FoundAsync(new() { DueFor = Minute })).Should().Equal([number], "it has been due since its lease ended");
    }

    [Test]
    public async Task A_lease_that_ran_out_can_be_given_back_while_nobody_else_has_it()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        var lease = (await LeaseOneAsync()).Lease;
        await AdvanceAsync(LeaseTime);
        await LeaseAsync("erp");

        (await Store.ReleaseAsync([lease], Minute, default)).Should().Equal(true);

        (await LeaseAsync("crm")).Deliveries.Should().BeEmpty();
        await AdvanceAsync(Minute);
        var again = await LeaseOneAsync();
        (again.Attempt, again.LostInARow).Should().Be((1, 0));
        (await FindAsync(number)).Attempts.Should().BeEmpty();
    }

    [TestCase("released")]
    [TestCase("settled")]
    [TestCase("closed")]
    [TestCase("leased anew")]
    public async Task A_lease_that_has_ended_does_nothing_to_the_next_one(string end)
    {
        var message = Owing("crm");
        var number = await AddDeliveryAsync(message);
        var old = (await LeaseOneAsync()).Lease;
        await EndAsync(old, message.Message.Id, end);
        var current = await LeaseOneAsync();
        var spent = current.Attempt;

        (await Store.RenewAsync([old], 100 * LeaseTime, default)).Should().Equal(false);
        (await Store.ReleaseAsync([old], TimeSpan.Zero, default)).Should().Equal(false);
        await SettleAsync(Dead(old));

        ShouldBe((await LeaseAsync("crm")).NextDue, LeaseTime);
        (await FindAsync(number)).State.Should().Be(DeliveryState.Leased);
        await Store.ReleaseAsync([current.Lease], TimeSpan.Zero, default);
        (await LeaseOneAsync()).Attempt.Should().Be(spent);
    }

    [Test]
    public async Task A_token_that_was_never_given_does_nothing_at_all()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        var lease = (await LeaseOneAsync()).Lease;
        await Store.ReleaseAsync([lease], TimeSpan.Zero, default);

        foreach (var token in new long[] { 0, -1, lease.Token, lease.Token + 1, long.MaxValue })
        {
            (await Store.RenewAsync([new(number, token)], LeaseTime, default)).Should().Equal(false);
            (await Store.ReleaseAsync([new(number, token)], TimeSpan.Zero, default)).Should().Equal(false);
            (await SettleAsync(Delivered(new DeliveryLease(number, token)))).Outcome.Should().Be(SettleOutcome.Stale);
        }

        (await LeaseOneAsync()).Attempt.Should().Be(1);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_attempt_that_a_close_cut_off_is_spent_and_not_recorded(bool ranOut)
    {
        var message = Owing("crm");
        var number = await AddDeliveryAsync(message);
        await LeaseOneAsync();
        await AdvanceAsync(ranOut ? LeaseTime : TimeSpan.Zero);

        (await Store.CloseAsync([new(number, DeliveryState.Dead, "disabled")], default)).Should().Equal(true);
        (await FindAsync(number)).Attempts.Should().BeEmpty();
        await ReplayAsync(message.Message.Id, "crm");

        var again = await LeaseOneAsync();
        (again.Attempt, again.ScheduledAttempt, again.LostInARow).Should().Be((2, 1, 0));
        (await FindAsync(number)).Attempts.Should().BeEmpty();
    }

    [Test]
    public async Task A_lease_is_no_longer_than_its_lane_says()
    {
        await AddAsync(Owing("crm", "erp"));
        await LeaseAsync(10, new("crm", 1, LeaseTime), new("erp", 1, 2 * LeaseTime));

        await AdvanceAsync(LeaseTime);

        (await LeaseAsync("crm", "erp")).Deliveries.Should().ContainSingle().Which.EndpointId.Should().Be("crm");
    }

    private async Task EndAsync(DeliveryLease lease, string messageId, string how)
    {
        switch (how)
        {
            case "released":
                await Store.ReleaseAsync([lease], TimeSpan.Zero, default);
                break;
            case "settled":
                await SettledAsync(Retry(lease));
                break;
            case "closed":
                await Store.CloseAsync([new(lease.DeliveryId, DeliveryState.Cancelled, "by hand")], default);
                await ReplayAsync(messageId, "crm");
                break;
            default:
                await AdvanceAsync(LeaseTime);
                break;
        }
    }
}
