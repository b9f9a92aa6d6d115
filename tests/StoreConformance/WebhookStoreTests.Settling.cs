using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class WebhookStoreTests
{
    [Test]
    public async Task A_delivered_delivery_is_final_and_its_attempt_is_kept()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        var lease = (await LeaseOneAsync()).Lease;
        var attempt = Attempt() with { Response = "thank you", StatusCode = 202 };

        var result = await SettleAsync(new Settlement(lease, attempt, DeliveryState.Delivered));

        result.Should().BeEquivalentTo(new SettleResult(SettleOutcome.Settled, []));
        var record = await FindAsync(number);
        (record.State, record.Reason, record.DueIn).Should().Be((DeliveryState.Delivered, null, null));
        record.Attempts.Should().BeEquivalentTo([attempt]);
        await AdvanceAsync(TimeSpan.FromHours(1));
        (await LeaseAsync("crm")).Should().BeEquivalentTo(new LeaseBatch([], null));
    }

    [Test]
    public async Task A_failed_delivery_is_due_again_when_it_was_told()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        await SettledAsync(Retry(await LeaseOneAsync(), TimeSpan.FromMinutes(5)));

        var record = await FindAsync(number);
        record.State.Should().Be(DeliveryState.Open);
        ShouldBe(record.DueIn, TimeSpan.FromMinutes(5));
        ShouldBe((await LeaseAsync("crm")).NextDue, TimeSpan.FromMinutes(5));
        await AdvanceAsync(TimeSpan.FromMinutes(5));
        var again = await LeaseOneAsync();
        (again.Attempt, again.ScheduledAttempt).Should().Be((2, 2));
    }

    [Test]
    public async Task Attempts_are_kept_oldest_first()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        DeliveryAttempt[] attempts = [Attempt(1, AttemptOutcome.Failed), Attempt(2, AttemptOutcome.Failed) with { Error = "timed out" }];
        foreach (var attempt in attempts)
        {
            await SettledAsync(new Settlement((await LeaseOneAsync()).Lease, attempt, DeliveryState.Open));
        }

        (await FindAsync(number)).Attempts.Should().BeEquivalentTo(attempts, options => options.WithStrictOrdering());
    }

    [TestCase(DeliveryState.Dead)]
    [TestCase(DeliveryState.Cancelled)]
    public async Task A_delivery_that_is_given_up_keeps_the_reason(DeliveryState state)
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        var lease = (await LeaseOneAsync()).Lease;

        await SettledAsync(new Settlement(lease, Attempt(outcome: AttemptOutcome.Rejected), state) { Reason = "410 Gone" });

        var record = await FindAsync(number);
        (record.State, record.Reason).Should().Be((state, "410 Gone"));
        (await LeaseAsync("crm")).Should().BeEquivalentTo(new LeaseBatch([], null));
    }

    [Test]
    public async Task A_lease_that_was_given_to_another_settles_nothing()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        var lost = (await LeaseOneAsync()).Lease;
        await AdvanceAsync(LeaseTime);
        var current = await LeaseOneAsync();
        var followUp = Owing("erp");

        var result = await SettleAsync(Dead(lost) with
        {
            FollowUps = [followUp],
            Documents = [new DocumentWrite("flow", "a", 0, Json("{}"))],
            Endpoint = new EndpointChange("crm") { Failed = true },
        });

        result.Should().BeEquivalentTo(new SettleResult(SettleOutcome.Stale, []));
        (await Store.GetMessageAsync(followUp.Message.Id, default)).Should().BeNull();
        (await Store.GetDocumentAsync("flow", "a", default)).Should().BeNull();
        (await Store.GetEndpointStatesAsync(default)).Should().BeEmpty();
        (await FindAsync(number)).Attempts.Should().ContainSingle().Which.Outcome.Should().Be(AttemptOutcome.Lost);
        await SettledAsync(Delivered(current.Lease));
    }

    [Test]
    public async Task A_lease_that_ran_out_settles_while_nobody_else_has_it()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        var lease = (await LeaseOneAsync()).Lease;
        await AdvanceAsync(LeaseTime * 3);
        await LeaseAsync("erp");

        await SettledAsync(Delivered(lease));

        (await FindAsync(number)).Attempts.Should().ContainSingle().Which.Outcome.Should().Be(AttemptOutcome.Delivered);
        (await LeaseAsync("crm")).Should().BeEquivalentTo(new LeaseBatch([], null));
    }

    [Test]
    public async Task A_delivery_that_was_never_leased_settles_by_no_token()
    {
        var number = await AddDeliveryAsync(Owing("crm"));

        foreach (var token in new long[] { 0, 1, -1 })
        {
            (await SettleAsync(Delivered(new DeliveryLease(number, token)))).Outcome.Should().Be(SettleOutcome.Stale);
        }
    }

    [Test]
    public async Task A_settlement_that_is_repeated_is_settled_once()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        var settlement = Delivered((await LeaseOneAsync()).Lease) with
        {
            FollowUps = [Owing("erp"), HandedOff(Message(), "shop")],
            Documents = [new DocumentWrite("flow", "a", 0, Json("1"))],
        };
        var first = await SettleAsync(settlement);

        var repeated = await SettleAsync(settlement);

        repeated.Should().BeEquivalentTo(first);
        (await FindAsync(number)).Attempts.Should().ContainSingle();
        (await LeaseAsync("erp")).Deliveries.Should().ContainSingle();
        (await Store.GetDocumentAsync("flow", "a", default)).Should().NotBeNull();
    }

    [Test]
    public async Task A_retry_that_is_repeated_is_settled_once()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        var settlement = Retry(await LeaseOneAsync(), TimeSpan.FromMinutes(5)) with { Endpoint = new("crm") { Failed = true } };
        await SettledAsync(settlement);
        await AdvanceAsync(TimeSpan.FromMinutes(1));

        await SettledAsync(settlement);

        var record = await FindAsync(number);
        record.Attempts.Should().ContainSingle();
        ShouldBe(record.DueIn, TimeSpan.FromMinutes(4));
        (await Store.GetEndpointStatesAsync(default)).Single().ConsecutiveFailures.Should().Be(1);
    }

    [Test]
    public async Task Of_many_that_settle_one_lease_at_once_one_takes_effect()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        var lease = (await LeaseOneAsync()).Lease;

        await TogetherAsync(8, _ => Task.Run(() => SettleAsync(Retry(lease) with { Endpoint = new("crm") { Failed = true } })));

        (await FindAsync(number)).Attempts.Should().ContainSingle();
        (await Store.GetEndpointStatesAsync(default)).Single().ConsecutiveFailures.Should().Be(1);
    }

    [Test]
    public async Task Follow_ups_are_stored_with_the_settlement()
    {
        await AddAsync(Owing("crm"));
        await AddAsync(Owing(Keyed("evt_1"), "erp"));
        var lease = (await LeaseOneAsync()).Lease;

        var result = await SettleAsync(Delivered(lease) with
        {
            FollowUps = [Owing("shop", "mail"), Owing(Keyed("evt_1"), "erp"), HandedOff(Message(), "bot")],
        });

        result.FollowUps.Select(added => added.Outcome).Should().Equal(AddOutcome.Added, AddOutcome.Known, AddOutcome.Added);
        result.FollowUps[0].Deliveries.Should().HaveCount(2);
        result.FollowUps[2].Deliveries.Single().HandedOff.Should().BeTrue();
        (await LeaseAsync("shop", "mail", "bot")).Deliveries.Should().HaveCount(2);
    }

    [Test]
    public async Task Documents_are_written_with_the_settlement()
    {
        await AddAsync(Owing("crm"));
        var versions = await Store.PutDocumentsAsync([new("profile", "SB-9921", 0, Json("1")), new("flow", "old", 0, Json("1"))], default);
        var lease = (await LeaseOneAsync()).Lease;

        await SettledAsync(Delivered(lease) with
        {
            Documents =
            [
                new DocumentWrite("profile", "SB-9921", versions[0]!.Value, Json("2")),
                new DocumentWrite("flow", "welcome", 0, Json("3")),
                new DocumentWrite("flow", "old", versions[1]!.Value, null),
            ],
        });

        (await TextsAsync("profile")).Should().Equal("SB-9921 2");
        (await TextsAsync("flow")).Should().Equal("welcome 3");
    }

    [Test]
    public async Task A_settlement_with_a_document_of_another_version_stores_nothing_and_keeps_the_lease()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        var versions = await Store.PutDocumentsAsync([new("flow", "a", 0, Json("1")), new("flow", "b", 0, Json("1"))], default);
        var lease = (await LeaseOneAsync()).Lease;
        var followUp = Owing("erp");
        var settlement = Delivered(lease) with
        {
            FollowUps = [followUp],
            Endpoint = new EndpointChange("crm") { Failed = true },
            Documents =
            [
                new("flow", "a", versions[0]!.Value, Json("2")), new("flow", "c", 0, Json("2")), new("flow", "b", versions[0]!.Value, null),
            ],
        };

        var result = await SettleAsync(settlement);

        result.Should().BeEquivalentTo(new SettleResult(SettleOutcome.Conflict, []));
        (await TextsAsync("flow")).Should().Equal("a 1", "b 1");
        (await Store.GetMessageAsync(followUp.Message.Id, default)).Should().BeNull();
        (await Store.GetEndpointStatesAsync(default)).Should().BeEmpty();
        var record = await FindAsync(number);
        (record.State, record.Attempts.Count).Should().Be((DeliveryState.Leased, 0));
        (await Store.RenewAsync([lease], LeaseTime, default)).Should().Equal(true);
        await SettledAsync(settlement with { Documents = [] });
        (await LeaseAsync("erp")).Deliveries.Should().ContainSingle();
    }

    [Test]
    public async Task A_settlement_changes_the_state_of_the_endpoint()
    {
        await AddAsync(Owing("crm"));

        var settlement = Retry(await LeaseOneAsync()) with
        {
            Endpoint = new EndpointChange("crm") { Failed = true, PauseFor = TimeSpan.FromMinutes(1) },
        };
        var result = await SettleAsync(settlement);

        (result.Outcome, result.Endpoint!.EndpointId, result.Endpoint.ConsecutiveFailures).Should().Be((SettleOutcome.Settled, "crm", 1));
        ShouldBe(result.Endpoint.PausedFor, TimeSpan.FromMinutes(1));
        (await SettleAsync(settlement)).Endpoint!.ConsecutiveFailures.Should().Be(1, "the same settlement again changes nothing");
        (await LeaseAsync("crm")).Deliveries.Should().BeEmpty();
        (await Store.GetEndpointStatesAsync(default)).Single().ConsecutiveFailures.Should().Be(1);
    }
}
