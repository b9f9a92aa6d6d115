using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class WebhookStoreTests
{
    [Test]
    public async Task A_settlement_that_conflicts_leaves_its_neighbours_alone()
    {
        await Store.AddAsync([Owing("crm"), Owing("crm"), Owing("crm")], default);
        var leases = (await LeaseAsync("crm")).Deliveries.Select(leased => leased.Lease).ToArray();
        NewMessage[] followUps = [Owing("erp"), Owing("erp"), Owing("erp")];

        var results = await Store.SettleAsync(
            [
                Delivered(leases[0]) with { FollowUps = [followUps[0]], Documents = [new("flow", "a", 0, Json("1"))] },
                Delivered(leases[1]) with { FollowUps = [followUps[1]], Documents = [new("flow", "b", 0, Json("2")), new("flow", "a", 0, Json("2"))] },
                Delivered(leases[2]) with { FollowUps = [followUps[2]], Documents = [new("flow", "c", 0, Json("3"))] },
            ],
            default);

        results.Select(result => result.Outcome).Should().Equal(SettleOutcome.Settled, SettleOutcome.Conflict, SettleOutcome.Settled);
        (await TextsAsync("flow")).Should().Equal("a 1", "c 3");
        (await LeaseAsync("erp")).Deliveries.Select(leased => leased.Message.Id)
            .Should().Equal(followUps[0].Message.Id, followUps[2].Message.Id);
        (await FoundAsync(new() { State = DeliveryState.Leased, EndpointId = "crm" })).Should().Equal(leases[1].DeliveryId);
    }

    [Test]
    public async Task A_settlement_that_conflicted_can_be_settled_with_what_is_there_now()
    {
        await AddAsync(Owing("crm"));
        var lease = (await LeaseOneAsync()).Lease;
        await Store.PutDocumentsAsync([new("profile", "SB-1", 0, Json("1"))], default);
        var followUp = Owing(Keyed("evt_1"), "erp");
        var settlement = Delivered(lease) with { FollowUps = [followUp], Documents = [new("profile", "SB-1", 0, Json("2"))] };
        (await SettleAsync(settlement)).Outcome.Should().Be(SettleOutcome.Conflict);
        var version = (await Store.GetDocumentAsync("profile", "SB-1", default))!.Version;

        var result = await SettleAsync(settlement with { Documents = [new("profile", "SB-1", version, Json("2"))] });

        result.Outcome.Should().Be(SettleOutcome.Settled);
        result.FollowUps.Single().Outcome.Should().Be(AddOutcome.Added, "the conflict has not used up its dedupe key");
        (await TextsAsync("profile")).Should().Equal("SB-1 2");
    }

    [Test]
    public async Task The_documents_of_a_list_are_written_one_after_the_other()
    {
        var old = (await Store.PutDocumentsAsync([new("flow", "a", 0, Json("1"))], default))[0]!.Value;
        DocumentWrite[] anew = [new("flow", "a", old, null), new("flow", "a", 0, Json("2"))];

        var written = await Store.PutDocumentsAsync(anew, default);

        written[0].Should().Be(0);
        written[1].Should().NotBeNull().And.NotBe(old);
        await AddAsync(Owing("crm"));
        await SettledAsync(Delivered((await LeaseOneAsync()).Lease) with
        {
            Documents = [new("flow", "a", written[1]!.Value, null), new("flow", "a", 0, Json("3")), new("flow", "b", 0, Json("3"))],
        });
        (await TextsAsync("flow")).Should().Equal("a 3", "b 3");
    }

    [Test]
    public async Task A_document_that_a_conflict_wrote_twice_is_what_it_was()
    {
        var version = (await Store.PutDocumentsAsync([new("flow", "a", 0, Json("1"))], default))[0]!.Value;
        await AddAsync(Owing("crm"));
        var settlement = Delivered((await LeaseOneAsync()).Lease) with
        {
            Documents = [new("flow", "a", version, null), new("flow", "a", 0, Json("2")), new("flow", "b", version + 1000, Json("2"))],
        };

        (await SettleAsync(settlement)).Outcome.Should().Be(SettleOutcome.Conflict);

        (await TextsAsync("flow")).Should().Equal("a 1");
        (await Store.GetDocumentAsync("flow", "a", default))!.Version.Should().Be(version);
    }

    [Test]
    public async Task Dedupe_keys_count_among_follow_ups_too()
    {
        var earlier = Keyed("evt_1");
        await AddAsync(Owing(earlier));
        await Store.AddAsync([Owing("crm"), Owing("crm")], default);
        var leases = (await LeaseAsync("crm")).Deliveries.Select(leased => leased.Lease).ToArray();

        var results = await Store.SettleAsync(
            [
                Delivered(leases[0]) with { FollowUps = [Owing(Keyed("a"), "erp"), Owing(Keyed("a"), "erp"), Owing(Keyed("evt_1"), "erp")] },
                Delivered(leases[1]) with { FollowUps = [Owing(Keyed("a"), "erp"), Owing(Keyed("b"), "erp")] },
            ],
            default);

        results.SelectMany(result => result.FollowUps).Select(added => added.Outcome).Should().Equal(
            AddOutcome.Added, AddOutcome.Known, AddOutcome.Known, AddOutcome.Known, AddOutcome.Added);
        results[0].FollowUps[1].MessageId.Should().Be(results[0].FollowUps[0].MessageId);
        results[0].FollowUps[2].MessageId.Should().Be(earlier.Id);
        (await LeaseNumbersAsync("erp")).Should().HaveCount(2);
    }

    [Test]
    public async Task A_follow_up_makes_dead_deliveries_due_again_where_asked()
    {
        await AddAsync(Owing(Keyed("evt_1"), "erp"));
        await SettledAsync(Dead((await LeaseOneAsync("erp")).Lease));
        await AddAsync(Owing("crm"));

        var result = await SettleAsync(Delivered((await LeaseOneAsync()).Lease) with
        {
            FollowUps = [Owing(Keyed("evt_1"), "erp") with { RearmDead = true }],
        });

        result.FollowUps.Single().Rearmed.Should().Be(1);
        (await LeaseOneAsync("erp")).Attempt.Should().Be(2);
    }

    [TestCase(DeliveryState.Delivered, true)]
    [TestCase(DeliveryState.Open, false)]
    public async Task A_follow_up_comes_after_what_it_is_stored_with(DeliveryState state, bool isHandedOff)
    {
        await AddAsync(Ordered("SB-1", "crm"));
        var settlement = new Settlement((await LeaseOneAsync()).Lease, Attempt(), state)
        {
            FollowUps = [HandedOff(Message() with { OrderingKey = "SB-1" })],
        };

        var added = (await SettleAsync(settlement)).FollowUps.Single().Deliveries.Single();

        (added.HandedOff, added.IsBehind).Should().Be((isHandedOff, !isHandedOff));
    }

    [Test]
    public async Task A_follow_up_to_an_endpoint_that_its_settlement_paused_is_not_handed_off()
    {
        await AddAsync(Owing("crm"));

        var result = await SettleAsync(Retry(await LeaseOneAsync()) with
        {
            Endpoint = new EndpointChange("crm") { Failed = true, PauseFor = Minute },
            FollowUps = [HandedOff(Message())],
        });

        result.FollowUps.Single().Deliveries.Single().HandedOff.Should().BeFalse();
    }

    [Test]
    public async Task A_retry_may_have_follow_ups_and_documents_too()
    {
        await AddAsync(Owing("crm"));
        await SettledAsync(Retry(await LeaseOneAsync()) with { FollowUps = [Owing("erp")], Documents = [new("flow", "a", 0, Json("1"))] });

        (await LeaseOneAsync()).Attempt.Should().Be(2);
        (await LeaseNumbersAsync("erp")).Should().ContainSingle();
        (await TextsAsync("flow")).Should().Equal("a 1");
    }

    [Test]
    public async Task Of_many_that_settle_with_one_document_at_once_one_succeeds_and_the_others_store_nothing()
    {
        await Store.AddAsync([.. Enumerable.Range(0, 16).Select(_ => Owing("crm"))], default);
        var leases = (await LeaseAsync("crm")).Deliveries.Select(leased => leased.Lease).ToArray();

        var results = await TogetherAsync(16, i => Task.Run(() => SettleAsync(Delivered(leases[i]) with
        {
            FollowUps = [Owing("erp")],
            Documents = [new("flow", $"of {i}", 0, Json("1")), new("flow", "all", 0, Json($"{i}"))],
        })));

        results.Should().ContainSingle(result => result.Outcome == SettleOutcome.Settled);
        results.Count(result => result.Outcome == SettleOutcome.Conflict).Should().Be(15);
        (await TextsAsync("flow")).Should().HaveCount(2);
        (await LeaseNumbersAsync("erp")).Should().ContainSingle();
        (await FoundAsync(new() { State = DeliveryState.Leased, EndpointId = "crm" })).Should().HaveCount(15);
    }
}
