using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class WebhookStoreTests
{
    [Test]
    public async Task A_replay_makes_a_final_delivery_due_with_its_schedule_from_the_start()
    {
        var message = Owing("crm");
        var number = await AddDeliveryAsync(message);
        await SettledAsync(Retry(await LeaseOneAsync()));
        await SettledAsync(Dead((await LeaseOneAsync()).Lease));

        (await ReplayAsync(message.Message.Id, "crm", Minute)).Should().BeTrue();

        var record = await FindAsync(number);
        (record.State, record.Reason, record.Attempts.Count).Should().Be((DeliveryState.Open, null, 2));
        ShouldBe(record.DueIn, Minute);
        await AdvanceAsync(Minute);
        var again = await LeaseOneAsync();
        (again.Lease.DeliveryId, again.Attempt, again.ScheduledAttempt, again.LostInARow).Should().Be((number, 3, 1, 0));
    }

    [Test]
    public async Task A_replay_counts_lost_attempts_anew()
    {
        var message = Owing("crm");
        var number = await AddDeliveryAsync(message);
        await LeaseOneAsync();
        await AdvanceAsync(LeaseTime);
        await LeaseOneAsync();
        await Store.CloseAsync([new Closing(number, DeliveryState.Dead, "lost too often")], default);

        await ReplayAsync(message.Message.Id, "crm");

        (await LeaseOneAsync()).LostInARow.Should().Be(0);
    }

    [Test]
    public async Task A_replay_keeps_the_address_and_body_of_the_delivery()
    {
        var delivery = new NewDelivery("crm") { Address = new("https://crm.example/x"), Body = new(Json("{}"), "text/json") };
        var message = new NewMessage(Message(), [delivery]);
        await AddAsync(message);
        await SettledAsync(Delivered((await LeaseOneAsync()).Lease));

        await ReplayAsync(message.Message.Id, "crm");

        var again = await LeaseOneAsync();
        (again.Address, again.Body!.ContentType).Should().Be((new Uri("https://crm.example/x"), "text/json"));
    }

    [Test]
    public async Task A_replay_to_an_endpoint_that_was_owed_nothing_adds_a_delivery()
    {
        var message = Owing();
        await AddAsync(message);

        (await ReplayAsync(message.Message.Id, "erp")).Should().BeTrue();

        var added = await LeaseOneAsync("erp");
        (added.Message.Id, added.Attempt).Should().Be((message.Message.Id, 1));
    }

    [Test]
    public async Task A_replay_of_what_is_owed_or_unknown_does_nothing()
    {
        var message = Owing("crm", "erp");
        await AddAsync(message);
        await LeaseOneAsync("erp");

        (await Store.ReplayAsync(
            [new(message.Message.Id, new NewDelivery("crm")), new(message.Message.Id, new NewDelivery("erp")), new("msg_unknown", new NewDelivery("crm"))],
            default)).Should().Equal(false, false, false);

        (await LeaseAsync("crm", "erp")).Deliveries.Should().ContainSingle();
    }

    [Test]
    public async Task A_replay_to_an_endpoint_that_was_owed_nothing_adds_the_delivery_as_given()
    {
        var message = Owing("crm");
        await AddAsync(message);
        var delivery = new NewDelivery("erp")
        {
            Address = new Uri("https://erp.example/hooks"),
            Body = new DeliveryBody(Json("{}"), "application/json"),
            Lease = NextGrant(),
        };

        (await Store.ReplayAsync([new Replay(message.Message.Id, delivery)], default)).Should().Equal(true);

        var leased = await LeaseOneAsync("erp");
        (leased.Address, leased.Body!.ContentType, leased.Attempt).Should().Be((delivery.Address, "application/json", 1));
        leased.Body.Content.ToArray().Should().Equal(Json("{}").ToArray());
    }

    [Test]
    public async Task A_replay_may_add_a_dead_letter()
    {
        var message = Owing();
        await AddAsync(message);

        await Store.ReplayAsync([new Replay(message.Message.Id, new NewDelivery("erp") { DeadReason = "does not fit" })], default);

        (await LeaseAsync("erp")).Deliveries.Should().BeEmpty();
        (await Store.FindDeliveriesAsync(new DeliveryQuery { EndpointId = "erp" }, default)).Should().ContainSingle()
            .Which.Reason.Should().Be("does not fit");
    }

    [TestCase(DeliveryState.Delivered)]
    [TestCase(DeliveryState.Dead)]
    [TestCase(DeliveryState.Cancelled)]
    public async Task Every_final_state_can_be_replayed_and_reached_again(DeliveryState state)
    {
        var message = Owing("crm");
        var number = await AddDeliveryAsync(message);
        await SettledAsync(new Settlement((await LeaseOneAsync()).Lease, Attempt(), state) { Reason = "for a test" });

        (await ReplayAsync(message.Message.Id, "crm")).Should().BeTrue();
        await SettledAsync(new Settlement((await LeaseOneAsync()).Lease, Attempt(2), DeliveryState.Delivered));

        var record = await FindAsync(number);
        (record.State, record.Reason).Should().Be((DeliveryState.Delivered, null));
        record.Attempts.Select(attempt => attempt.Number).Should().Equal(1, 2);
    }

    [Test]
    public async Task Several_replays_of_a_list_take_effect_each_for_itself()
    {
        var first = Owing("crm", "erp");
        var second = Owing("crm");
        await Store.AddAsync([first, second], default);
        foreach (var leased in (await LeaseAsync("crm", "erp")).Deliveries)
        {
            await SettledAsync(Dead(leased.Lease));
        }

        var replayed = await Store.ReplayAsync(
            [
                new(first.Message.Id, new NewDelivery("crm")), new("msg_unknown", new NewDelivery("crm")),
                new(second.Message.Id, new NewDelivery("crm")), new(first.Message.Id, new NewDelivery("crm")),
                new(second.Message.Id, new NewDelivery("shop")), new(second.Message.Id, new NewDelivery("shop")),
            ],
            default);

        replayed.Should().Equal([true, false, true, false, true, false], "the second time it is owed already");
        (await LeaseAsync("crm", "erp", "shop")).Deliveries.Select(leased => (leased.Message.Id, leased.EndpointId)).Should().BeEquivalentTo(
            [(first.Message.Id, "crm"), (second.Message.Id, "crm"), (second.Message.Id, "shop")]);
    }

    [Test]
    public async Task A_replay_does_not_change_the_address_and_body_of_a_delivery_that_exists()
    {
        var message = new NewMessage(Message(), [new NewDelivery("crm") { Address = new("https://crm.example/x") }]);
        await AddAsync(message);
        await SettledAsync(Delivered((await LeaseOneAsync()).Lease));

        var other = new NewDelivery("crm") { Address = new("https://crm.example/other"), Body = new(Json("{}"), "text/json") };
        (await Store.ReplayAsync([new Replay(message.Message.Id, other)], default)).Should().Equal(true);

        var again = await LeaseOneAsync();
        (again.Address!.OriginalString, again.Body).Should().Be(("https://crm.example/x", null));
    }

    [Test]
    public async Task A_replay_added_to_an_ordered_message_waits_for_nobody_and_nobody_for_it()
    {
        var message = Ordered("SB-1");
        await AddAsync(message);
        var ordered = await AddDeliveryAsync(Ordered("SB-1", "crm"));

        (await ReplayAsync(message.Message.Id, "crm", Minute)).Should().BeTrue();

        (await LeaseAsync(10, new LaneRoom("crm", 10, 2 * Minute))).Deliveries.Should().ContainSingle().Which.Lease.DeliveryId.Should().Be(ordered);
        await AdvanceAsync(Minute);
        (await LeaseOneAsync()).Message.Id.Should().Be(message.Message.Id);
    }

    [Test]
    public async Task A_replayed_delivery_is_as_old_as_its_message()
    {
        var message = Owing("crm");
        await AddAsync(message);
        await SettledAsync(Delivered((await LeaseOneAsync()).Lease));
        await AdvanceAsync(Minute);

        await ReplayAsync(message.Message.Id, "crm");

        var backlog = (await Store.GetBacklogAsync(default)).Single();
        (backlog.EndpointId, backlog.Open).Should().Be(("crm", 1));
        ShouldBe(backlog.OldestAge, Minute);
    }

    protected async Task<bool> ReplayAsync(string messageId, string endpoint, TimeSpan dueIn = default) =>
        (await Store.ReplayAsync([new Replay(messageId, new NewDelivery(endpoint) { DueIn = dueIn })], default)).Single();

    [Test]
    public async Task The_engine_is_woken_by_what_is_replayed_or_no_longer_stands_in_the_way()
    {
        var message = Ordered("SB-1", "crm");
        var first = await AddDeliveryAsync(message);
        await AddDeliveryAsync(Ordered("SB-1", "crm"));
        _wakes.Should().Be(0, "what the engine itself adds, it knows");

        await Store.CloseAsync([new Closing(first, DeliveryState.Dead, "given up")], default);
        _wakes.Should().Be(1);

        await Store.ReplayAsync([new Replay(message.Message.Id, new NewDelivery("crm"))], default);
        _wakes.Should().Be(2);

        await Store.ReplayAsync([new Replay(message.Message.Id, new NewDelivery("crm"))], default);
        await Store.CloseAsync([new Closing(long.MaxValue, DeliveryState.Dead, "given up")], default);
        _wakes.Should().Be(2, "nothing has changed");
    }
}
