using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class DurableStoreTests
{
    [Test]
    public async Task Everything_that_was_stored_is_there_again([Values] StoreEnd end)
    {
        await StoreOfEveryKindAsync();
        var before = await WithoutTimesAsync();

        await ReopenAsync(end);

        (await WithoutTimesAsync()).Should().Equal(before);
        before.Count.Should().BeGreaterThan(15);
    }

    [Test]
    public async Task Everything_is_there_however_often_it_is_opened([Values] StoreEnd end)
    {
        await StoreOfEveryKindAsync();
        var before = await WithoutTimesAsync();

        for (var i = 0; i < 5; i++)
        {
            await ReopenAsync(end);
        }

        (await WithoutTimesAsync()).Should().Equal(before);
    }

    [Test]
    public async Task What_is_still_owed_is_sent_with_its_own_address_and_body([Values] StoreEnd end)
    {
        var message = Message() with { Payload = new byte[] { 0, 255, 1, 254 }, Headers = [new("x", "1"), new("X", "2"), new("x", "1")] };
        var body = new DeliveryBody(Json("""{ "action": "sync_lead" }"""), "application/vnd.crm+json");
        await AddAsync(new NewMessage(message, [new NewDelivery("crm") { Address = new("handler:book-order"), Body = body }, new("erp")]));

        await ReopenAsync(end);

        var own = await LeaseOneAsync();
        TextOf(own.Message).Should().Be(TextOf(message));
        (own.Address!.OriginalString, own.Body!.ContentType).Should().Be(("handler:book-order", "application/vnd.crm+json"));
        own.Body.Content.ToArray().Should().Equal(body.Content.ToArray());
        var plain = await LeaseOneAsync("erp");
        (plain.Address, plain.Body, plain.Attempt).Should().Be((null, null, 1));
    }

    [Test]
    public async Task Everything_that_many_were_told_is_stored_survives([Values] StoreEnd end)
    {
        var added = await TogetherAsync(8, worker => Task.Run(async () =>
        {
            var mine = new List<AddResult>();
            for (var i = 0; i < 20; i++)
            {
                mine.AddRange(await Store.AddAsync([Owing("crm"), HandedOff(Keyed($"evt_{worker}_{i}"))], default));
            }

            return mine;
        }));

        await ReopenAsync(end);

        var ids = added.SelectMany(mine => mine).Select(result => result.MessageId);
        (await Store.ReadFeedAsync(0, 1000, default)).Select(entry => entry.Message.Id).Should().BeEquivalentTo(ids);
        (await FoundAsync(new() { EndpointId = "crm", Limit = 1000 })).Should().BeEquivalentTo(
            added.SelectMany(mine => mine).Select(result => result.Deliveries[0].DeliveryId));
    }

    [Test]
    public async Task An_add_is_known_again_by_its_id_and_by_its_dedupe_key([Values] StoreEnd end)
    {
        var message = Owing(Keyed("evt_1"), "crm");
        var first = await AddAsync(message);
        var gone = Keyed("evt_2");
        await AddAsync(Owing(gone));
        await Store.PurgeAsync(new Retention(TimeSpan.Zero, TimeSpan.Zero, 10), default);

        await ReopenAsync(end, closedFor: TimeSpan.FromDays(7) - Minute);

        (await AddAsync(message)).Should().BeEquivalentTo(first);
        (await AddAsync(Owing(Keyed("evt_1"), "crm"))).Should().BeEquivalentTo(new AddResult(AddOutcome.Known, message.Message.Id));
        (await AddAsync(Owing(Keyed("evt_2"), "crm"))).Should().BeEquivalentTo(new AddResult(AddOutcome.Known, gone.Id));
        await AdvanceAsync(Minute);
        (await AddAsync(Owing(Keyed("evt_2"), "crm"))).Outcome.Should().Be(AddOutcome.Added);
    }

    [Test]
    public async Task No_version_number_or_position_comes_again([Values] StoreEnd end)
    {
        var versions = new List<long> { (await Store.PutDocumentsAsync([new("flow", "a", 0, Json("1"))], default))[0]!.Value };
        await Store.PutDocumentsAsync([new("flow", "a", versions[0], null)], default);
        var number = await AddDeliveryAsync(new NewMessage(Message(), [new NewDelivery("crm") { DeadReason = "does not fit" }]));
        var position = (await Store.ReadFeedAsync(0, 10, default)).Single().Position;
        await Store.PurgeAsync(new Retention(TimeSpan.Zero, TimeSpan.Zero, 10), default);

        await ReopenAsync(end);

        versions.Add((await Store.PutDocumentsAsync([new("flow", "a", 0, Json("2"))], default))[0]!.Value);
        versions.Should().OnlyHaveUniqueItems();
        (await Store.PutDocumentsAsync([new("flow", "a", versions[0], Json("late"))], default)).Should().Equal((long?)null);
        (await AddDeliveryAsync(Owing("crm"))).Should().BeGreaterThan(number);
        (await Store.ReadFeedAsync(position, 10, default)).Should().ContainSingle();
    }

    [Test]
    public async Task A_settlement_is_there_whole([Values] StoreEnd end)
    {
        await AddAsync(Owing("crm"));
        var settlement = Delivered((await LeaseOneAsync()).Lease) with
        {
            FollowUps = [Owing(Keyed("evt_1"), "erp")],
            Documents = [new("flow", "a", 0, Json("1"))],
            Endpoint = new EndpointChange("crm") { Failed = true },
        };
        await SettledAsync(settlement);

        await ReopenAsync(end);

        (await FoundAsync(new() { State = DeliveryState.Delivered })).Should().ContainSingle();
        (await LeaseOneAsync("erp")).Attempt.Should().Be(1);
        (await TextsAsync("flow")).Should().Equal("a 1");
        (await Store.GetEndpointStatesAsync(default)).Single().ConsecutiveFailures.Should().Be(1);
        (await AddAsync(Owing(Keyed("evt_1")))).Outcome.Should().Be(AddOutcome.Known);
    }

    // Every kind of thing but a lease, which the end of the process ends.
    private async Task StoreOfEveryKindAsync()
    {
        var message = Message() with
        {
            Origin = "shopbotly",
            Tenant = "tenant-7",
            OrderingKey = "SB-1",
            DedupeKey = "evt_1",
            Headers = [new("x-topic", "orders"), new("x-topic", "😀"), new("x-empty", "")],
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            CreatedAt = Noon.AddTicks(1),
        };
        await AddAsync(Owing(message, "delivered", "dead", "retried", "closed", "open", "lost"));
        await AddAsync(Owing());
        await AddAsync(new NewMessage(Message(), [new NewDelivery("stillborn") { DeadReason = "does not fit" }]));
        await SettledAsync(Delivered((await LeaseOneAsync("delivered")).Lease));
        await SettledAsync(Dead((await LeaseOneAsync("dead")).Lease, "410 Gone"));
        await SettledAsync(Retry(await LeaseOneAsync("retried"), Minute) with
        {
            Documents = [new("flow", "b", 0, Json("2"))],
            FollowUps = [Owing("crm")],
        });
        await SettledAsync(Dead((await LeaseOneAsync("closed")).Lease));
        await ReplayAsync(message.Id, "closed");
        await Store.CloseAsync([new((await LeaseOneAsync("closed")).Lease.DeliveryId, DeliveryState.Cancelled, "by hand")], default);
        await LeaseOneAsync("lost");
        await AdvanceAsync(LeaseTime);
        await Store.ReleaseAsync([(await LeaseOneAsync("lost")).Lease], TimeSpan.Zero, default);
        await Store.PutDocumentsAsync([new("flow", "a", 0, Json("{ \"n\": 1.50 }"))], default);
        await ChangeAsync(new EndpointChange("crm") { Failed = true, PauseFor = Minute });
        await ChangeAsync(new EndpointChange("erp") { Disable = "by hand" });
    }

    // All that can be seen but the durations, which go on.
    private async Task<IReadOnlyList<string>> WithoutTimesAsync() =>
    [
        .. (await Store.ReadFeedAsync(0, 1000, default)).Select(entry => TextOf(entry)),
        .. (await Store.FindDeliveriesAsync(new() { Limit = 1000 }, default)).Select(record => TextOf(record with { DueIn = null })),
        .. (await Store.GetEndpointStatesAsync(default)).OrderBy(state => state.EndpointId, StringComparer.Ordinal)
            .Select(state => TextOf(state with { FailingFor = null, PausedFor = null })),
        .. (await Store.GetBacklogAsync(default)).OrderBy(one => one.EndpointId, StringComparer.Ordinal)
            .Select(one => TextOf(one with { OldestAge = default })),
        .. (await Store.FindDocumentsAsync("flow", null, 1000, default)).Select(document => TextOf(document)),
    ];
}
