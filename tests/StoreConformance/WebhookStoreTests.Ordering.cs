using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class WebhookStoreTests
{
    [Test]
    public async Task Of_one_ordering_key_the_first_accepted_goes_first_and_alone()
    {
        var first = await AddDeliveryAsync(Ordered("SB-1", "crm"));
        var second = await AddDeliveryAsync(Ordered("SB-1", "crm"));
        var third = await AddDeliveryAsync(Ordered("SB-1", "crm"));

        var sent = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            var lease = (await LeaseOneAsync()).Lease;
            sent.Add(lease.DeliveryId);
            await SettledAsync(Delivered(lease));
        }

        sent.Should().Equal(first, second, third);
    }

    [Test]
    public async Task Other_keys_and_other_endpoints_do_not_wait()
    {
        await AddAsync(Ordered("SB-1", "crm"));
        await AddAsync(Ordered("SB-1", "crm", "erp"));
        await AddAsync(Ordered("SB-2", "crm"));
        await AddAsync(Owing("crm"));

        (await LeaseAsync("crm")).Deliveries.Select(delivery => delivery.Message.OrderingKey).Should().Equal("SB-1", "SB-2", null);
        (await LeaseAsync("erp")).Deliveries.Should().ContainSingle();
    }

    [Test]
    public async Task A_hand_off_is_declined_behind_an_open_delivery_of_the_same_key()
    {
        NewMessage HandedOffOf(string key) => HandedOff(Message() with { OrderingKey = key });

        (await AddAsync(HandedOffOf("SB-1"))).Deliveries.Single().HandedOff.Should().BeTrue();
        (await AddAsync(HandedOffOf("SB-1"))).Deliveries.Single().Should().Match<AddedDelivery>(added => !added.HandedOff && added.IsBehind);
        (await AddAsync(HandedOffOf("SB-2"))).Deliveries.Single().HandedOff.Should().BeTrue();
        (await LeaseAsync("crm")).Deliveries.Should().BeEmpty();
    }

    [Test]
    public async Task Of_many_that_hand_off_one_key_at_once_one_succeeds()
    {
        var results = await TogetherAsync(
            16, _ => Task.Run(() => AddAsync(HandedOff(Message() with { OrderingKey = "SB-1" }))));

        var first = results.Select(result => result.Deliveries.Single()).Should().ContainSingle(added => added.HandedOff).Subject;
        first.DeliveryId.Should().Be(results.Min(result => result.Deliveries[0].DeliveryId));
    }

    [Test]
    public async Task The_order_is_that_of_acceptance_when_many_add_at_once()
    {
        var added = await TogetherAsync(
            8,
            _ => Task.Run(async () =>
            {
                var mine = new List<long>();
                for (var i = 0; i < 10; i++)
                {
                    mine.Add(await AddDeliveryAsync(Ordered("SB-1", "crm")));
                }

                return mine;
            }));

        var sent = new List<long>();
        while ((await LeaseAsync("crm")).Deliveries.SingleOrDefault() is { } next)
        {
            sent.Add(next.Lease.DeliveryId);
            await SettledAsync(Delivered(next.Lease));
        }

        sent.Should().Equal(added.SelectMany(mine => mine).Order());
    }

    [Test]
    public async Task A_failing_head_holds_back_those_behind_it()
    {
        var head = await AddDeliveryAsync(Ordered("SB-1", "crm"));
        await AddAsync(Ordered("SB-1", "crm"));
        await SettledAsync(Retry(await LeaseOneAsync(), TimeSpan.FromMinutes(5)));

        var waiting = await LeaseAsync("crm");
        await AdvanceAsync(TimeSpan.FromMinutes(5));

        waiting.Deliveries.Should().BeEmpty();
        ShouldBe(waiting.NextDue, TimeSpan.FromMinutes(5));
        (await LeaseNumbersAsync()).Should().Equal(head);
    }

    [Test]
    public async Task A_head_that_is_not_yet_due_holds_back_those_behind_it()
    {
        var later = Ordered("SB-1") with { Deliveries = [new NewDelivery("crm") { DueIn = TimeSpan.FromMinutes(5) }] };
        await AddAsync(later);

        (await AddAsync(HandedOff(Message() with { OrderingKey = "SB-1" }))).Deliveries.Single().HandedOff.Should().BeFalse();
        (await LeaseAsync("crm")).Deliveries.Should().BeEmpty();
    }

    [Test]
    public async Task A_head_whose_lease_ran_out_is_still_the_head()
    {
        var head = await AddDeliveryAsync(Ordered("SB-1", "crm"));
        await AddAsync(Ordered("SB-1", "crm"));
        await LeaseOneAsync();

        await AdvanceAsync(LeaseTime);

        (await LeaseNumbersAsync()).Should().Equal(head);
    }

    [Test]
    public async Task A_released_head_is_still_the_head()
    {
        var head = await AddDeliveryAsync(Ordered("SB-1", "crm"));
        await AddAsync(Ordered("SB-1", "crm"));
        await Store.ReleaseAsync([(await LeaseOneAsync()).Lease], TimeSpan.Zero, default);

        (await LeaseNumbersAsync()).Should().Equal(head);
    }

    [Test]
    public async Task When_the_head_dies_the_next_goes()
    {
        await AddAsync(Ordered("SB-1", "crm"));
        var next = await AddDeliveryAsync(Ordered("SB-1", "crm"));
        await SettledAsync(Dead((await LeaseOneAsync()).Lease));

        (await LeaseNumbersAsync()).Should().Equal(next);
    }

    [Test]
    public async Task When_deliveries_of_a_key_are_closed_the_others_keep_their_order()
    {
        var numbers = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            numbers.Add(await AddDeliveryAsync(Ordered("SB-1", "crm")));
        }

        await Store.CloseAsync(
            [.. new[] { 2, 0, 3 }.Select(i => new Closing(numbers[i], DeliveryState.Cancelled, "by hand"))], default);

        var sent = new List<long>();
        while ((await LeaseAsync("crm")).Deliveries.SingleOrDefault() is { } next)
        {
            sent.Add(next.Lease.DeliveryId);
            await SettledAsync(Delivered(next.Lease));
        }

        sent.Should().Equal(numbers[1], numbers[4]);
    }

    [Test]
    public async Task A_delivery_that_is_stored_dead_holds_back_nobody()
    {
        await AddAsync(Ordered("SB-1") with { Deliveries = [new NewDelivery("crm") { DeadReason = "does not fit" }] });

        (await AddAsync(HandedOff(Message() with { OrderingKey = "SB-1" }))).Deliveries.Single().HandedOff.Should().BeTrue();
    }

    [Test]
    public async Task A_replay_stands_outside_the_order()
    {
        var first = Ordered("SB-1", "crm");
        var replayed = await AddDeliveryAsync(first);
        await SettledAsync(Dead((await LeaseOneAsync()).Lease));
        var second = await AddDeliveryAsync(Ordered("SB-1", "crm"));
        await AddAsync(Ordered("SB-1", "crm"));

        await Store.ReplayAsync([new Replay(first.Message.Id, new NewDelivery("crm"))], default);

        (await LeaseNumbersAsync()).Should().BeEquivalentTo([replayed, second]);
    }
}
