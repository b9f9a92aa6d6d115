using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class WebhookStoreTests
{
    [Test]
    public async Task Nothing_is_leased_where_nothing_is_owed() =>
        (await LeaseAsync("crm")).Should().BeEquivalentTo(new LeaseBatch([], null));

    [Test]
    public async Task A_due_delivery_is_leased_for_its_first_attempt()
    {
        var number = await AddDeliveryAsync(Owing("crm"));

        var leased = await LeaseOneAsync();

        leased.Lease.DeliveryId.Should().Be(number);
        (leased.EndpointId, leased.Attempt, leased.ScheduledAttempt, leased.LostInARow).Should().Be(("crm", 1, 1, 0));
    }

    [Test]
    public async Task The_tokens_of_a_batch_count_up_from_the_first()
    {
        await Store.AddAsync([Owing("crm"), Owing("crm"), Owing("erp")], default);

        var batch = await Store.LeaseAsync(
            new LeaseRequest([new("crm", 10, LeaseTime), new("erp", 10, LeaseTime)], FirstToken: 700, Limit: 10), default);

        batch.Deliveries.Select(delivery => delivery.Lease.Token).Should().Equal(700, 701, 702);
    }

    [Test]
    public async Task A_leased_delivery_is_leased_to_nobody_else()
    {
        await Store.AddAsync([.. Enumerable.Range(0, 400).Select(_ => Owing("crm"))], default);

        var batches = await TogetherAsync(8, _ => Task.Run(async () =>
        {
            var mine = new List<long>();
            while (await LeaseAsync(7, new LaneRoom("crm", 7, LeaseTime)) is { Deliveries.Count: > 0 } batch)
            {
                mine.AddRange(batch.Deliveries.Select(delivery => delivery.Lease.DeliveryId));
            }

            return mine;
        }));

        batches.SelectMany(mine => mine).Should().HaveCount(400).And.OnlyHaveUniqueItems();
    }

    [Test]
    public async Task Only_the_endpoints_that_are_asked_for_are_leased()
    {
        await AddAsync(Owing("crm", "erp"));

        (await LeaseAsync("erp", "nobody")).Deliveries.Should().ContainSingle().Which.EndpointId.Should().Be("erp");
    }

    [Test]
    public async Task A_delivery_is_not_leased_before_it_is_due()
    {
        await AddAsync(new NewMessage(Message(), [new NewDelivery("crm") { DueIn = TimeSpan.FromMinutes(5) }]));

        var early = await LeaseAsync("crm");
        await AdvanceAsync(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(5));
        var late = await LeaseAsync("crm");
        await AdvanceAsync(TimeSpan.FromSeconds(5));

        early.Deliveries.Should().BeEmpty();
        ShouldBe(early.NextDue, TimeSpan.FromMinutes(5));
        late.Deliveries.Should().BeEmpty();
        ShouldBe(late.NextDue, TimeSpan.FromSeconds(5));
        (await LeaseAsync("crm")).Deliveries.Should().ContainSingle();
    }

    [Test]
    public async Task A_due_time_beyond_all_counting_is_never()
    {
        await AddAsync(new NewMessage(Message(), [new NewDelivery("crm") { DueIn = TimeSpan.FromDays(365 * 7000) }]));
        await AdvanceAsync(TimeSpan.FromDays(400));

        (await LeaseAsync("crm")).Deliveries.Should().BeEmpty();
    }

    [Test]
    public async Task What_has_been_due_longest_is_leased_first()
    {
        var later = await AddDeliveryAsync(new NewMessage(Message(), [new NewDelivery("crm") { DueIn = TimeSpan.FromSeconds(20) }]));
        var sooner = await AddDeliveryAsync(new NewMessage(Message(), [new NewDelivery("crm") { DueIn = TimeSpan.FromSeconds(10) }]));
        await AdvanceAsync(TimeSpan.FromMinutes(1));

        (await LeaseNumbersAsync()).Should().Equal(sooner, later);
    }

    [Test]
    public async Task The_next_due_time_is_that_of_the_lanes_with_room()
    {
        await AddAsync(new NewMessage(Message(), [new NewDelivery("crm") { DueIn = TimeSpan.FromMinutes(3) }]));
        await AddAsync(new NewMessage(Message(), [new NewDelivery("erp") { DueIn = TimeSpan.FromMinutes(2) }]));
        await AddAsync(new NewMessage(Message(), [new NewDelivery("shop") { DueIn = TimeSpan.FromMinutes(1) }]));

        var batch = await LeaseAsync(10, new("crm", 1, LeaseTime), new("erp", 1, LeaseTime), new("shop", 0, LeaseTime));

        ShouldBe(batch.NextDue, TimeSpan.FromMinutes(2));
    }

    [Test]
    public async Task The_next_due_time_counts_the_end_of_a_lease()
    {
        await AddAsync(Owing("crm"));

        ShouldBe((await LeaseAsync("crm")).NextDue, LeaseTime);

        await AdvanceAsync(TimeSpan.FromSeconds(10));
        ShouldBe((await LeaseAsync("crm")).NextDue, LeaseTime - TimeSpan.FromSeconds(10));
    }

    [Test]
    public async Task The_next_due_time_is_zero_when_the_limit_left_something_due()
    {
        await Store.AddAsync([Owing("crm"), Owing("crm")], default);

        var batch = await LeaseAsync(1, new LaneRoom("crm", 5, LeaseTime));

        batch.Deliveries.Should().ContainSingle();
        batch.NextDue.Should().Be(TimeSpan.Zero);
    }

    [Test]
    public async Task No_lane_gets_more_than_its_room()
    {
        await Store.AddAsync([.. Enumerable.Range(0, 10).Select(_ => Owing("crm", "erp", "shop"))], default);

        var batch = await LeaseAsync(100, new("crm", 3, LeaseTime), new("erp", 0, LeaseTime), new("shop", 1, LeaseTime));

        batch.Deliveries.CountBy(delivery => delivery.EndpointId).Should().BeEquivalentTo(
            new Dictionary<string, int> { ["crm"] = 3, ["shop"] = 1 });
    }

    [Test]
    public async Task A_limited_batch_takes_from_the_lanes_in_turn()
    {
        await Store.AddAsync([.. Enumerable.Range(0, 50).Select(_ => Owing("crm"))], default);
        await Store.AddAsync([Owing("erp"), Owing("shop"), Owing("erp")], default);

        var batch = await LeaseAsync(6, new("crm", 50, LeaseTime), new("erp", 50, LeaseTime), new("shop", 50, LeaseTime));

        batch.Deliveries.CountBy(delivery => delivery.EndpointId).Should().BeEquivalentTo(
            new Dictionary<string, int> { ["crm"] = 3, ["erp"] = 2, ["shop"] = 1 });
    }

    [Test]
    public async Task No_lane_starves_however_small_the_batches_are()
    {
        await Store.AddAsync([.. Enumerable.Range(0, 20).Select(_ => Owing("crm", "erp", "shop"))], default);
        LaneRoom[] lanes = [new("crm", 5, LeaseTime), new("erp", 5, LeaseTime), new("shop", 5, LeaseTime)];

        var leased = new List<string>();
        for (var i = 0; i < 9; i++)
        {
            leased.Add((await LeaseAsync(1, lanes)).Deliveries.Single().EndpointId);
        }

        leased.Distinct().Should().HaveCount(3);
    }

    [Test]
    public async Task A_lease_that_ran_out_is_an_attempt_that_was_lost()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        await LeaseOneAsync();

        await AdvanceAsync(LeaseTime);
        (await FindAsync(number)).State.Should().Be(DeliveryState.Open);
        var again = await LeaseOneAsync();

        (again.Attempt, again.ScheduledAttempt, again.LostInARow).Should().Be((2, 2, 1));
        var lost = (await FindAsync(number)).Attempts.Should().ContainSingle().Subject;
        (lost.Number, lost.Outcome, lost.Decision).Should().Be((1, AttemptOutcome.Lost, "lost: the lease ended without a result"));
        (lost.StatusCode, lost.Error, lost.Response).Should().Be((null, null, null));
    }

    [Test]
    public async Task A_hand_off_that_ran_out_is_lost_too()
    {
        await AddAsync(HandedOff(Message()));
        await AdvanceAsync(LeaseTime);

        var again = await LeaseOneAsync();

        (again.Attempt, again.LostInARow).Should().Be((2, 1));
    }

    [Test]
    public async Task Leases_of_different_lengths_end_each_in_its_time()
    {
        await Store.AddAsync([Owing("crm"), Owing("crm")], default);
        var longer = (await LeaseAsync(1, new LaneRoom("crm", 2, 3 * LeaseTime))).Deliveries.Single();
        var shorter = (await LeaseAsync(1, new LaneRoom("crm", 2, LeaseTime))).Deliveries.Single();

        ShouldBe((await LeaseAsync("crm")).NextDue, LeaseTime);
        await AdvanceAsync(LeaseTime);
        (await LeaseNumbersAsync()).Should().Equal(shorter.Lease.DeliveryId);
        await AdvanceAsync(2 * LeaseTime);
        (await LeaseNumbersAsync()).Should().BeEquivalentTo([longer.Lease.DeliveryId, shorter.Lease.DeliveryId]);
    }

    [Test]
    public async Task Attempts_that_are_lost_in_a_row_are_counted_until_one_is_settled()
    {
        await AddAsync(Owing("crm"));
        for (var lost = 0; lost < 5; lost++)
        {
            (await LeaseOneAsync()).LostInARow.Should().Be(lost);
            await AdvanceAsync(LeaseTime);
        }

        var last = await LeaseOneAsync();
        (last.Attempt, last.LostInARow).Should().Be((6, 5));
        await SettledAsync(Retry(last));

        (await LeaseOneAsync()).LostInARow.Should().Be(0);
    }

    [Test]
    public async Task A_renewed_lease_lasts_from_then()
    {
        await AddAsync(Owing("crm"));
        var lease = (await LeaseOneAsync()).Lease;
        await AdvanceAsync(LeaseTime - TimeSpan.FromSeconds(5));

        (await Store.RenewAsync([lease], LeaseTime, default)).Should().Equal(true);

        await AdvanceAsync(LeaseTime - TimeSpan.FromSeconds(5));
        (await LeaseAsync("crm")).Deliveries.Should().BeEmpty();
        await AdvanceAsync(TimeSpan.FromSeconds(5));
        (await LeaseOneAsync()).LostInARow.Should().Be(1);
    }

    [Test]
    public async Task A_lease_that_ran_out_can_be_renewed_while_nobody_else_has_it()
    {
        await AddAsync(Owing("crm"));
        await AddAsync(Owing("erp"));
        var lease = (await LeaseOneAsync()).Lease;
        await AdvanceAsync(LeaseTime + TimeSpan.FromSeconds(5));
        await LeaseAsync(1, new LaneRoom("crm", 0, LeaseTime), new LaneRoom("erp", 1, LeaseTime));

        (await Store.RenewAsync([lease], LeaseTime, default)).Should().Equal(true);

        (await LeaseAsync("crm")).Deliveries.Should().BeEmpty();
        await SettledAsync(Delivered(lease));
    }

    [Test]
    public async Task A_lease_may_be_given_back_for_later()
    {
        await AddAsync(Owing("crm"));
        var leased = await LeaseOneAsync();

        await Store.ReleaseAsync([leased.Lease], TimeSpan.FromSeconds(10), default);

        var batch = await LeaseAsync("crm");
        batch.Deliveries.Should().BeEmpty();
        ShouldBe(batch.NextDue, TimeSpan.FromSeconds(10));
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        (await LeaseOneAsync()).Attempt.Should().Be(1, "the first was not spent");
    }

    [Test]
    public async Task A_lost_lease_can_be_neither_renewed_nor_released()
    {
        await AddAsync(Owing("crm"));
        var lost = (await LeaseOneAsync()).Lease;
        await AdvanceAsync(LeaseTime);
        var current = (await LeaseOneAsync()).Lease;

        (await Store.RenewAsync([lost], LeaseTime, default)).Should().Equal(false);
        (await Store.ReleaseAsync([lost], TimeSpan.Zero, default)).Should().Equal(false);

        (await Store.RenewAsync([current], LeaseTime, default)).Should().Equal(true);
    }

    [Test]
    public async Task A_released_delivery_is_due_at_once_and_its_attempt_unspent()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        var first = await LeaseOneAsync();

        (await Store.ReleaseAsync([first.Lease], TimeSpan.Zero, default)).Should().Equal(true);

        ShouldBe((await FindAsync(number)).DueIn, TimeSpan.Zero);
        var again = await LeaseOneAsync();
        (again.Attempt, again.ScheduledAttempt, again.LostInARow).Should().Be((1, 1, 0));
        (await FindAsync(number)).Attempts.Should().BeEmpty();
    }

    [Test]
    public async Task A_release_keeps_the_count_of_lost_attempts()
    {
        await AddAsync(Owing("crm"));
        await LeaseOneAsync();
        await AdvanceAsync(LeaseTime);
        await Store.ReleaseAsync([(await LeaseOneAsync()).Lease], TimeSpan.Zero, default);

        var again = await LeaseOneAsync();

        (again.Attempt, again.LostInARow).Should().Be((2, 1));
    }

    [Test]
    public async Task One_bad_item_of_a_list_leaves_the_others_alone()
    {
        await Store.AddAsync([Owing("crm"), Owing("crm"), Owing("crm"), Owing("crm")], default);
        var leases = (await LeaseAsync("crm")).Deliveries.Select(delivery => delivery.Lease).ToArray();
        var forged = leases[1] with { Token = 99 };
        var unknown = new DeliveryLease(999_999, leases[0].Token);

        (await Store.RenewAsync([leases[0], forged, unknown, leases[1]], LeaseTime, default)).Should().Equal(true, false, false, true);
        (await Store.ReleaseAsync([forged, leases[3], unknown], TimeSpan.Zero, default)).Should().Equal(false, true, false);
        var settled = await Store.SettleAsync(
            [Delivered(leases[0]), Delivered(forged), Delivered(unknown), Delivered(leases[1]), Delivered(leases[2])], default);

        settled.Select(result => result.Outcome).Should().Equal(
            SettleOutcome.Settled, SettleOutcome.Stale, SettleOutcome.Stale, SettleOutcome.Settled, SettleOutcome.Settled);
    }
}
