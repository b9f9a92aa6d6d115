using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Storage;

/// <summary>What only the store in memory does: it is bounded, and makes room.</summary>
internal sealed class InMemoryStoreBoundsTests
{
    private const int Capacity = 6;
    private const int KeyCapacity = 8;

    private readonly List<int> _forgotten = [];
    private ManualTimeProvider _clock = null!;
    private InMemoryStore _store = null!;
    private int _messages;

    [SetUp]
    public void Open()
    {
        _forgotten.Clear();
        _clock = new ManualTimeProvider();
        _store = new InMemoryStore(_clock, Capacity, KeyCapacity, _forgotten.Add);
    }

    [Test]
    public async Task A_store_full_of_open_messages_takes_no_more()
    {
        var kept = await FillAsync();

        var result = await AddAsync("d");

        (result.Outcome, result.FullEndpointId).Should().Be((AddOutcome.Full, null));
        (await AddAsync()).Outcome.Should().Be(AddOutcome.Full, "a message that owes nothing takes room too");
        (await HeldAsync()).Should().Equal(kept);
    }

    [Test]
    public async Task One_endpoint_takes_no_more_than_half_of_the_store()
    {
        await AddAsync("a");
        await AddAsync("a", "b");
        await AddAsync("a");

        var result = await AddAsync("b", "a");

        (result.Outcome, result.FullEndpointId).Should().Be((AddOutcome.Full, "a"));
        (await AddAsync("b")).Outcome.Should().Be(AddOutcome.Added);
    }

    [Test]
    public async Task A_dead_letter_takes_no_share_of_its_endpoint()
    {
        for (var i = 0; i < 3; i++)
        {
            await AddAsync("a");
        }

        var dead = new NewMessage(Message(), [new NewDelivery("a") { DeadReason = "does not fit" }]);

        (await AddAsync(dead)).Outcome.Should().Be(AddOutcome.Added);
    }

    [Test]
    public async Task A_settled_delivery_makes_room()
    {
        var ids = await FillAsync();
        await SettleAsync("a", DeliveryState.Delivered);

        var added = await AddAsync("a");

        added.Outcome.Should().Be(AddOutcome.Added);
        (await HeldAsync()).Should().Equal([.. ids.Skip(1), added.MessageId]);
    }

    [Test]
    public async Task A_duplicate_is_known_however_full_the_store_is()
    {
        var first = await AddAsync(new NewMessage(Message() with { DedupeKey = "evt_1" }, [new NewDelivery("a")]));
        await FillAsync(5);

        var result = await AddAsync(new NewMessage(Message() with { DedupeKey = "evt_1" }, [new NewDelivery("a")]));

        (result.Outcome, result.MessageId).Should().Be((AddOutcome.Known, first.MessageId));
    }

    [Test]
    public async Task The_delivered_make_room_first_and_the_dead_after_them_oldest_first()
    {
        var open = await AddAsync("open");
        var dead1 = await AddFinalAsync(DeliveryState.Dead);
        var delivered1 = await AddFinalAsync(DeliveryState.Delivered);
        var dead2 = await AddFinalAsync(DeliveryState.Dead);
        var cancelled = await AddFinalAsync(DeliveryState.Cancelled);
        var nothing = (await AddAsync()).MessageId;
        var gone = new List<string>();
        var before = await HeldAsync();
        for (var i = 0; i < 5; i++)
        {
            await AddAsync(i < 3 ? "a" : "b");
            var after = await HeldAsync();
            gone.AddRange(before.Except(after));
            before = after;
        }

        gone.Should().Equal(delivered1, cancelled, nothing, dead1, dead2);
        before.Should().Contain(open.MessageId);
        _forgotten.Should().Equal(1, 1);
        (await AddAsync("c")).Outcome.Should().Be(AddOutcome.Full);
    }

    [Test]
    public async Task The_dead_letters_that_one_call_forgets_are_reported_together()
    {
        for (var i = 0; i < Capacity; i++)
        {
            await AddFinalAsync(DeliveryState.Dead);
        }

        await _store.AddAsync([Owing("a"), Owing("b"), Owing("c")], default);

        _forgotten.Should().Equal(3);
    }

    [Test]
    public async Task A_replayed_message_makes_room_for_nobody()
    {
        var replayed = await AddFinalAsync(DeliveryState.Dead);
        await _store.ReplayAsync([new Replay(replayed, new NewDelivery("final"))], default);
        await FillAsync(5);

        (await AddAsync("d")).Outcome.Should().Be(AddOutcome.Full);
        (await HeldAsync()).Should().Contain(replayed);
    }

    [Test]
    public async Task A_forgotten_message_is_gone_with_its_deliveries()
    {
        var id = await AddFinalAsync(DeliveryState.Delivered);
        await FillAsync();

        (await _store.GetMessageAsync(id, default)).Should().BeNull();
        (await _store.FindDeliveriesAsync(new DeliveryQuery { MessageId = id }, default)).Should().BeEmpty();
        (await _store.ReplayAsync([new Replay(id, new NewDelivery("final"))], default)).Should().Equal(false);
    }

    [Test]
    public async Task Follow_ups_that_do_not_fit_leave_the_settlement_unstored_and_the_lease_held()
    {
        await FillAsync();
        var lease = await LeaseAsync("a");
        var settlement = Settlement(lease, DeliveryState.Delivered) with
        {
            FollowUps = [Owing("d"), Owing("e")],
            Documents = [new DocumentWrite("flow", "a", 0, "1"u8.ToArray())],
        };

        (await SettleAsync(settlement)).Should().BeEquivalentTo(new SettleResult(SettleOutcome.Full, []));

        (await _store.GetDocumentAsync("flow", "a", default)).Should().BeNull();
        (await _store.RenewAsync([lease], TimeSpan.FromMinutes(1), default)).Should().Equal(true);
        var smaller = await SettleAsync(settlement with { FollowUps = [Owing("d")] });
        smaller.Outcome.Should().Be(SettleOutcome.Settled, "what the settlement ends makes room for what follows");
        smaller.FollowUps.Single().Outcome.Should().Be(AddOutcome.Added);
    }

    [Test]
    public async Task Follow_ups_respect_the_share_of_an_endpoint()
    {
        for (var i = 0; i < 3; i++)
        {
            await AddAsync("a");
        }

        var lease = await LeaseAsync("a");

        var settlement = Settlement(lease, DeliveryState.Delivered);
        (await SettleAsync(settlement with { FollowUps = [Owing("a"), Owing("a")] })).Outcome.Should().Be(SettleOutcome.Full);
        (await SettleAsync(settlement with { State = DeliveryState.Open, FollowUps = [Owing("a")] })).Outcome
            .Should().Be(SettleOutcome.Full);
        (await SettleAsync(settlement with { FollowUps = [Owing("a")] })).Outcome.Should().Be(SettleOutcome.Settled);
    }

    [Test]
    public async Task Follow_ups_respect_the_room_for_dedupe_keys()
    {
        await AddAsync("a");
        await AddKeysAsync(7);
        var settlement = Settlement(await LeaseAsync("a"), DeliveryState.Delivered);

        (await SettleAsync(settlement with { FollowUps = [Keyed("x"), Keyed("y")] })).Outcome.Should().Be(SettleOutcome.Full);
        (await SettleAsync(settlement with { FollowUps = [Keyed("x"), Keyed("0")] })).FollowUps.Select(result => result.Outcome)
            .Should().Equal(AddOutcome.Added, AddOutcome.Known);
    }

    [Test]
    public async Task A_dedupe_key_is_remembered_for_seven_days_after_its_message_was_forgotten()
    {
        var first = await AddAsync(Keyed("evt_1"));
        await FillAsync();
        (await _store.GetMessageAsync(first.MessageId, default)).Should().BeNull();

        _clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromTicks(1));
        var known = await AddAsync(Keyed("evt_1") with { RearmDead = true });
        _clock.Advance(TimeSpan.FromTicks(1));
        await SettleAsync("a", DeliveryState.Delivered);
        var fresh = await AddAsync(Keyed("evt_1"));

        known.Should().BeEquivalentTo(new AddResult(AddOutcome.Known, first.MessageId));
        fresh.Outcome.Should().Be(AddOutcome.Added);
    }

    [Test]
    public async Task A_flood_of_fresh_keys_pushes_out_no_young_one()
    {
        await AddKeysAsync(KeyCapacity);

        _clock.Advance(TimeSpan.FromHours(2) - TimeSpan.FromTicks(1));
        var flood = await AddAsync(Keyed("new"));
        var oldest = await AddAsync(Keyed("0"));

        (flood.Outcome, flood.FullEndpointId).Should().Be((AddOutcome.Full, null));
        oldest.Outcome.Should().Be(AddOutcome.Known);
        (await AddAsync(Owing())).Outcome.Should().Be(AddOutcome.Added, "a message without a key needs no room for one");
    }

    [Test]
    public async Task A_full_table_of_keys_drops_the_oldest_after_two_hours()
    {
        await AddKeysAsync(KeyCapacity);
        await _store.PurgeAsync(new Retention(TimeSpan.Zero, TimeSpan.Zero, Capacity), default);
        _clock.Advance(TimeSpan.FromHours(2));

        (await AddAsync(Keyed("new"))).Outcome.Should().Be(AddOutcome.Added);

        (await AddAsync(Keyed("1"))).Outcome.Should().Be(AddOutcome.Known);
        (await AddAsync(Keyed("0"))).Outcome.Should().Be(AddOutcome.Added, "it was the oldest");
        (await AddAsync(Keyed("1"))).Outcome.Should().Be(AddOutcome.Added, "it was the oldest then");
    }

    [Test]
    public async Task A_key_is_kept_with_its_message_when_the_table_drops_it_and_forgotten_with_it()
    {
        var held = await AddAsync(new NewMessage(Message() with { DedupeKey = "held" }, [new NewDelivery("a")]));
        await AddKeysAsync(7);
        _clock.Advance(TimeSpan.FromHours(2));
        await AddAsync(Keyed("new"));

        (await AddAsync(Keyed("held"))).MessageId.Should().Be(held.MessageId);
        await SettleAsync("a", DeliveryState.Delivered);
        await _store.PurgeAsync(new Retention(TimeSpan.Zero, TimeSpan.Zero, Capacity), default);
        (await AddAsync(Keyed("held"))).Outcome.Should().Be(AddOutcome.Added);
    }

    [Test]
    public async Task Follow_ups_are_stored_all_or_not_at_all_at_the_bound_in_bytes_too()
    {
        var store = new InMemoryStore(_clock, Capacity, KeyCapacity, byteCapacity: 300);
        await store.AddAsync([Sized(250, "crm"), Sized(50, "handler")], default);
        var lanes = new[] { new LaneRoom("handler", 1, TimeSpan.FromMinutes(1)) };
        var lease = (await store.LeaseAsync(new LeaseRequest(lanes, 1, 1), default)).Deliveries.Single().Lease;

        var settlement = Settlement(lease, DeliveryState.Delivered) with { FollowUps = [Sized(40, "erp"), Sized(40, "erp")] };
        var result = (await store.SettleAsync([settlement], default)).Single();

        result.Outcome.Should().Be(SettleOutcome.Settled, "its own end makes room");
        result.FollowUps.Should().HaveCount(2).And.OnlyContain(added => added.Outcome == AddOutcome.Added);
        (await store.AddAsync([Sized(1, "erp")], default)).Single().Outcome.Should().Be(AddOutcome.Full);
    }

    [Test]
    public async Task Follow_ups_without_room_in_bytes_leave_the_settlement_undone()
    {
        var store = new InMemoryStore(_clock, Capacity, KeyCapacity, byteCapacity: 300);
        await store.AddAsync([Sized(299, "crm"), Sized(100, "handler")], default);
        var lanes = new[] { new LaneRoom("handler", 1, TimeSpan.FromMinutes(1)) };
        await store.AddAsync([Sized(1, "crm")], default);
        var lease = (await store.LeaseAsync(new LeaseRequest(lanes, 1, 1), default)).Deliveries.Single().Lease;
        var retried = Settlement(lease, DeliveryState.Open) with { FollowUps = [Sized(1, "erp")] };

        (await store.SettleAsync([retried], default)).Single().Should().BeEquivalentTo(new SettleResult(SettleOutcome.Full, []));

        (await store.RenewAsync([lease], TimeSpan.FromMinutes(1), default)).Should().Equal(true);
    }

    [Test]
    public async Task Follow_ups_to_an_endpoint_without_a_share_tell_which()
    {
        for (var i = 0; i < 3; i++)
        {
            await AddAsync("a");
        }

        await AddAsync("handler");
        var settlement = Settlement(await LeaseAsync("handler"), DeliveryState.Delivered) with { FollowUps = [Owing("a")] };

        (await SettleAsync(settlement)).Should().BeEquivalentTo(new SettleResult(SettleOutcome.Full, []) { FullEndpointId = "a" });
    }

    [Test]
    public async Task An_endpoint_that_was_forgotten_can_be_owed_a_replay()
    {
        var id = await AddFinalAsync(DeliveryState.Dead);
        await _store.PurgeAsync(new Retention(TimeSpan.FromDays(1), TimeSpan.FromDays(1), 1), default);

        await _store.ReplayAsync([new Replay(id, new NewDelivery("final"))], default);

        await LeaseAsync("final");
        (await _store.GetBacklogAsync(default)).Should().ContainSingle().Which.Open.Should().Be(1);
    }

    [Test]
    public async Task Deliveries_that_are_closed_and_replayed_leave_nothing_behind()
    {
        var id = (await AddAsync("a")).MessageId;
        for (var i = 0; i < 1_000; i++)
        {
            var number = (await _store.FindDeliveriesAsync(new DeliveryQuery { MessageId = id }, default)).Single().DeliveryId;
            await _store.CloseAsync([new Closing(number, DeliveryState.Dead, "by hand")], default);
            await _store.ReplayAsync([new Replay(id, new NewDelivery("a") { DueIn = TimeSpan.FromMinutes(1) })], default);
        }

        _clock.Advance(TimeSpan.FromMinutes(1));
        await LeaseAsync("a");
        var batch = await _store.LeaseAsync(new LeaseRequest([new("a", 10, TimeSpan.FromMinutes(1))], 1, 10), default);
        batch.Deliveries.Should().BeEmpty();
    }

    [Test]
    public async Task Payloads_are_bounded_in_bytes_too()
    {
        _store = new InMemoryStore(_clock, byteCapacity: 100);
        await AddAsync(Sized(60, "a"));
        await SettleAsync("a", DeliveryState.Delivered);
        var open = await AddAsync(Sized(60, "b"));

        (await HeldAsync()).Should().Equal([open.MessageId], "the delivered one made room");
        (await AddAsync(Sized(60, "c"))).Outcome.Should().Be(AddOutcome.Added, "one may go over the bound, so that none is too large for an empty store");
        (await AddAsync(Sized(1, "d"))).Outcome.Should().Be(AddOutcome.Full);

        await SettleAsync("b", DeliveryState.Delivered);
        (await AddAsync(Sized(1, "d"))).Outcome.Should().Be(AddOutcome.Added);
    }

    [Test]
    public async Task Bodies_that_are_kept_count_and_one_that_is_the_payload_itself_does_not()
    {
        _store = new InMemoryStore(_clock, byteCapacity: 100);
        var whole = Sized(60, "a");
        await AddAsync(whole with { Deliveries = [new NewDelivery("a") { Body = new DeliveryBody(whole.Message.Payload, "application/json") }] });
        var small = Sized(1, "b");
        await AddAsync(small with { Deliveries = [new NewDelivery("b") { Body = new DeliveryBody(new byte[60], "application/json") }] });
        (await AddAsync(Sized(1, "c"))).Outcome.Should().Be(AddOutcome.Full);

        await SettleAsync("b", DeliveryState.Delivered);
        var dead = new NewDelivery("d") { Body = new DeliveryBody(new byte[60], "application/json"), DeadReason = "It was not to be." };
        await _store.ReplayAsync([new Replay(small.Message.Id, dead)], default);
        (await AddAsync(Sized(39, "c"))).Outcome.Should().Be(AddOutcome.Added, "what is finished makes room, with all that was kept for it");
        (await AddAsync(Sized(1, "c"))).Outcome.Should().Be(AddOutcome.Added);
        (await AddAsync(Sized(1, "c"))).Outcome.Should().Be(AddOutcome.Full);
    }

    private WebhookMessage Message() => new()
    {
        Id = $"msg_{++_messages:x32}",
        EventType = "new_order",
        Origin = "shopbotly",
        CreatedAt = _clock.GetUtcNow(),
        Payload = "{}"u8.ToArray(),
    };

    private NewMessage Owing(params string[] endpoints) => new(Message(), [.. endpoints.Select(id => new NewDelivery(id))]);

    private NewMessage Keyed(string key) => new(Message() with { DedupeKey = key }, []);

    private async Task<AddResult> AddAsync(NewMessage message) => (await _store.AddAsync([message], default)).Single();

    private Task<AddResult> AddAsync(params string[] endpoints) => AddAsync(Owing(endpoints));

    /// <summary>Adds open messages, two to each endpoint: a, a, b, b, c, c.</summary>
    private async Task<List<string>> FillAsync(int count = Capacity)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var result = await AddAsync(((char)('a' + (i / 2))).ToString());
            result.Outcome.Should().Be(AddOutcome.Added);
            ids.Add(result.MessageId);
        }

        return ids;
    }

    private async Task AddKeysAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            (await AddAsync(Keyed($"{i}"))).Outcome.Should().Be(AddOutcome.Added);
        }
    }

    private async Task<string> AddFinalAsync(DeliveryState state)
    {
        var id = (await AddAsync("final")).MessageId;
        await SettleAsync("final", state);
        return id;
    }

    private async Task<string[]> HeldAsync() =>
        [.. (await _store.ReadFeedAsync(0, 1000, default)).Select(entry => entry.Message.Id)];

    private async Task<DeliveryLease> LeaseAsync(string endpoint)
    {
        var lanes = new[] { new LaneRoom(endpoint, 1, TimeSpan.FromMinutes(1)) };
        return (await _store.LeaseAsync(new LeaseRequest(lanes, 1, 1), default)).Deliveries.Single().Lease;
    }

    private NewMessage Sized(int bytes, string endpoint) => new(Message() with { Payload = new byte[bytes] }, [new NewDelivery(endpoint)]);

    private static Settlement Settlement(DeliveryLease lease, DeliveryState state) => new(
        lease,
        new DeliveryAttempt
        {
            Number = 1,
            StartedAt = default,
            Duration = default,
            Outcome = AttemptOutcome.Delivered,
            Decision = "decided by a test",
        },
        state);

    private async Task<SettleResult> SettleAsync(Settlement settlement) => (await _store.SettleAsync([settlement], default)).Single();

    private async Task SettleAsync(string endpoint, DeliveryState state) =>
        (await SettleAsync(Settlement(await LeaseAsync(endpoint), state))).Outcome.Should().Be(SettleOutcome.Settled);
}
