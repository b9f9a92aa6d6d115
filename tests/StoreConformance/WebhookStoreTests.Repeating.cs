using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

// A commit's answer can be lost: whoever did not get it asks again.
internal abstract partial class WebhookStoreTests
{
    [Test]
    public async Task An_add_of_several_deliveries_that_is_repeated_keeps_each_as_it_was_handed_off()
    {
        await ChangeAsync(new EndpointChange("shop") { PauseFor = Minute });
        var message = new NewMessage(
            Message(),
            [
                new NewDelivery("crm") { Lease = NextGrant() }, new NewDelivery("erp"), new NewDelivery("shop") { Lease = NextGrant() },
                new NewDelivery("mail") { Lease = NextGrant() }, new NewDelivery("bot") { DeadReason = "does not fit", Lease = NextGrant() },
            ]);
        var first = await AddAsync(message);
        first.Deliveries.Select(added => added.HandedOff).Should().Equal(true, false, false, true, false);

        await AdvanceAsync(Minute / 4);
        (await AddAsync(message)).Should().BeEquivalentTo(first);

        await SettledAsync(Delivered(new DeliveryLease(first.Deliveries[0].DeliveryId, message.Deliveries[0].Lease!.Value.Token)));
        await AdvanceAsync(Minute);
        (await AddAsync(message)).Deliveries.Select(added => (added.DeliveryId, added.HandedOff)).Should().Equal(
            [.. first.Deliveries.Select((added, i) => (added.DeliveryId, i == 3))],
            "one is settled, one ran out but is nobody else's, and what was not handed off is not handed off later");
        (await FoundAsync(new())).Should().Equal(first.Deliveries.Select(added => added.DeliveryId));
    }

    [Test]
    public async Task A_repeated_add_tells_whether_the_delivery_is_still_behind_another()
    {
        await AddAsync(Ordered("SB-1", "crm"));
        var message = Ordered("SB-1", "crm");
        var first = await AddAsync(message);

        (await AddAsync(message)).Should().BeEquivalentTo(first).And.Match<AddResult>(result => result.Deliveries[0].IsBehind);

        await SettledAsync(Delivered((await LeaseOneAsync()).Lease));
        (await AddAsync(message)).Deliveries.Single().Should().Be(first.Deliveries[0] with { IsBehind = false });
    }

    [Test]
    public async Task A_message_that_stands_twice_in_a_list_is_added_once()
    {
        var message = HandedOff(Keyed("evt_1"));

        var results = await Store.AddAsync([message, Owing("erp"), message], default);

        results[2].Should().BeEquivalentTo(results[0]);
        results[0].Outcome.Should().Be(AddOutcome.Added);
        (await FoundAsync(new() { EndpointId = "crm" })).Should().Equal(results[0].Deliveries[0].DeliveryId);
        (await Store.ReadFeedAsync(0, 10, default)).Should().HaveCount(2);
    }

    [Test]
    public async Task A_list_of_adds_that_is_repeated_beside_new_messages_adds_the_new_ones()
    {
        NewMessage[] messages = [Owing(Keyed("a"), "crm"), Owing("crm"), Owing(Keyed("b"), "crm")];
        var first = await Store.AddAsync(messages, default);

        var again = await Store.AddAsync([messages[2], Owing("crm"), messages[0], messages[1]], default);

        again.Select(result => result.Outcome).Should().AllBeEquivalentTo(AddOutcome.Added);
        new[] { again[2], again[3], again[0] }.Should().BeEquivalentTo(first, options => options.WithStrictOrdering());
        (await LeaseNumbersAsync()).Should().HaveCount(4);
    }

    [Test]
    public async Task An_add_that_is_repeated_after_its_delivery_ended_changes_nothing()
    {
        var message = Owing(Keyed("evt_1"), "crm") with { RearmDead = true };
        var first = await AddAsync(message);
        await SettledAsync(Dead((await LeaseOneAsync()).Lease));

        (await AddAsync(message)).Should().BeEquivalentTo(first, "only another message makes a dead delivery due again");

        (await FindAsync(first.Deliveries[0].DeliveryId)).State.Should().Be(DeliveryState.Dead);
    }

    [Test]
    public async Task Of_many_that_add_one_message_at_once_all_get_the_same_result()
    {
        var message = HandedOff(Message());

        var results = await TogetherAsync(16, _ => Task.Run(() => AddAsync(message)));

        results.Should().AllBeEquivalentTo(results[0]);
        results[0].Deliveries.Single().HandedOff.Should().BeTrue();
        (await FoundAsync(new())).Should().ContainSingle();
    }

    [Test]
    public async Task A_settlement_that_is_repeated_after_the_delivery_was_leased_anew_leaves_the_new_lease_alone()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        var settlement = Retry(await LeaseOneAsync()) with { FollowUps = [Owing("erp")], Endpoint = new("crm") { Failed = true } };
        var first = await SettleAsync(settlement);
        var current = await LeaseOneAsync();

        var repeated = await SettleAsync(settlement);

        repeated.FollowUps.Should().BeEquivalentTo(first.FollowUps);
        (repeated.Outcome, repeated.Endpoint!.ConsecutiveFailures).Should().Be((SettleOutcome.Settled, 1));
        var record = await FindAsync(number);
        (record.State, record.Attempts.Count).Should().Be((DeliveryState.Leased, 1));
        await SettledAsync(Delivered(current.Lease));
    }

    [Test]
    public async Task A_settlement_that_stands_twice_in_a_list_is_settled_once()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        var settlement = Retry(await LeaseOneAsync(), Minute) with
        {
            FollowUps = [Owing("erp")],
            Documents = [new("flow", "a", 0, Json("1"))],
            Endpoint = new("crm") { Failed = true },
        };

        var results = await Store.SettleAsync([settlement, settlement], default);

        results[1].Should().BeEquivalentTo(results[0]);
        results[0].Outcome.Should().Be(SettleOutcome.Settled);
        (await FindAsync(number)).Attempts.Should().ContainSingle();
        (await FoundAsync(new() { EndpointId = "erp" })).Should().ContainSingle();
        (await TextsAsync("flow")).Should().Equal("a 1");
        (await Store.GetEndpointStatesAsync(default)).Single().ConsecutiveFailures.Should().Be(1);
    }

    [Test]
    public async Task A_settlement_that_is_repeated_writes_no_document_over_a_later_one()
    {
        await AddAsync(Owing("crm"));
        var settlement = Delivered((await LeaseOneAsync()).Lease) with { Documents = [new("flow", "a", 0, Json("1"))] };
        await SettledAsync(settlement);
        var version = (await Store.GetDocumentAsync("flow", "a", default))!.Version;
        await Store.PutDocumentsAsync([new("flow", "a", version, null)], default);

        await SettledAsync(settlement);

        (await TextsAsync("flow")).Should().BeEmpty();
    }

    [Test]
    public async Task To_renew_twice_is_the_same_as_once()
    {
        await AddAsync(Owing("crm"));
        var lease = (await LeaseOneAsync()).Lease;

        (await Store.RenewAsync([lease, lease], 2 * LeaseTime, default)).Should().Equal(true, true);
        (await Store.RenewAsync([lease], 2 * LeaseTime, default)).Should().Equal(true);

        ShouldBe((await LeaseAsync("crm")).NextDue, 2 * LeaseTime);
    }

    [Test]
    public async Task To_release_twice_is_the_same_as_once()
    {
        await AddAsync(Owing("crm"));
        var lease = (await LeaseOneAsync()).Lease;

        (await Store.ReleaseAsync([lease, lease], TimeSpan.Zero, default)).Should().Equal(true, false);
        (await Store.ReleaseAsync([lease], Minute, default)).Should().Equal(false);
        (await Store.RenewAsync([lease], LeaseTime, default)).Should().Equal(false);
        (await SettleAsync(Delivered(lease))).Outcome.Should().Be(SettleOutcome.Stale);

        (await LeaseOneAsync()).Attempt.Should().Be(1, "one number was spent, and given back once");
    }

    [Test]
    public async Task To_close_twice_is_the_same_as_once()
    {
        var number = await AddDeliveryAsync(Owing("crm"));

        (await Store.CloseAsync([new(number, DeliveryState.Dead, "first")], default)).Should().Equal(true);
        (await Store.CloseAsync([new(number, DeliveryState.Cancelled, "second")], default)).Should().Equal(false);

        var record = await FindAsync(number);
        (record.State, record.Reason).Should().Be((DeliveryState.Dead, "first"));
    }
}
