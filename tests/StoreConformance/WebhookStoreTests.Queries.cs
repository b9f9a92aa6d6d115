using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class WebhookStoreTests
{
    [Test]
    public async Task An_unknown_message_is_null() => (await Store.GetMessageAsync("msg_unknown", default)).Should().BeNull();

    [Test]
    public async Task Deliveries_are_found_by_every_mark_and_by_all_together()
    {
        var noon = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        var lead = Message() with { EventType = "new_lead", Tenant = "a", CreatedAt = noon.AddHours(1) };
        var order = Message() with { EventType = "new_order", Tenant = "b", CreatedAt = noon.AddHours(2) };
        var leads = (await AddAsync(Owing(lead, "crm", "erp"))).Deliveries.Select(added => added.DeliveryId).ToArray();
        var orders = (await AddAsync(Owing(order, "crm"))).Deliveries.Select(added => added.DeliveryId).ToArray();

        (await FoundAsync(new())).Should().Equal([.. leads, .. orders]);
        (await FoundAsync(new() { EndpointId = "crm" })).Should().Equal(leads[0], orders[0]);
        (await FoundAsync(new() { MessageId = lead.Id })).Should().Equal(leads);
        (await FoundAsync(new() { EventType = "new_order" })).Should().Equal(orders);
        (await FoundAsync(new() { Tenant = "a" })).Should().Equal(leads);
        (await FoundAsync(new() { From = noon.AddHours(2) })).Should().Equal(orders);
        (await FoundAsync(new() { To = noon.AddHours(2) })).Should().Equal(leads);
        (await FoundAsync(new() { EndpointId = "crm", Tenant = "a", From = noon, To = noon.AddDays(1), EventType = "new_lead" }))
            .Should().Equal(leads[0]);
        (await FoundAsync(new() { EndpointId = "erp", Tenant = "b" })).Should().BeEmpty();
    }

    [Test]
    public async Task Deliveries_are_found_by_state()
    {
        var open = await AddDeliveryAsync(Owing("open"));
        var leased = await AddDeliveryAsync(HandedOff(Message(), "leased"));
        var delivered = await AddDeliveryAsync(Owing("delivered"));
        await SettledAsync(Delivered((await LeaseOneAsync("delivered")).Lease));
        var dead = await AddDeliveryAsync(Owing("dead"));
        await SettledAsync(Dead((await LeaseOneAsync("dead")).Lease));
        var cancelled = await AddDeliveryAsync(Owing("cancelled"));
        await Store.CloseAsync([new Closing(cancelled, DeliveryState.Cancelled, "by hand")], default);

        (await FoundAsync(new() { State = DeliveryState.Open })).Should().Equal(open, leased);
        (await FoundAsync(new() { State = DeliveryState.Leased })).Should().Equal(leased);
        (await FoundAsync(new() { State = DeliveryState.Delivered })).Should().Equal(delivered);
        (await FoundAsync(new() { State = DeliveryState.Dead })).Should().Equal(dead);
        (await FoundAsync(new() { State = DeliveryState.Cancelled })).Should().Equal(cancelled);
    }

    [Test]
    public async Task Deliveries_are_found_without_content()
    {
        var message = Message() with { Tenant = "a" };
        await AddAsync(Owing(message, "crm", "erp"));
        await SettledAsync(Retry(await LeaseOneAsync("crm")));
        await SettledAsync(Delivered((await LeaseOneAsync("crm")).Lease));
        var whole = await Store.FindDeliveriesAsync(new(), default);
        whole[0].Attempts.Should().HaveCount(2);

        var bare = await Store.FindDeliveriesAsync(new() { IncludeContent = false }, default);

        bare.Should().BeEquivalentTo(
            whole, options => options.Excluding(one => one.Message.Payload).Excluding(one => one.Attempts).WithStrictOrdering());
        bare.Should().OnlyContain(delivery => delivery.Message.Payload.IsEmpty && delivery.Attempts.Count == 0);
        (await Store.GetMessageAsync(message.Id, default))!.Payload.ToArray().Should().Equal(message.Payload.ToArray());
    }

    [Test]
    public async Task Deliveries_are_found_page_by_page()
    {
        await Store.AddAsync([.. Enumerable.Range(0, 250).Select(_ => Owing("crm"))], default);

        var pages = new List<int>();
        var seen = new List<long>();
        while (await FoundAsync(new() { After = seen.LastOrDefault() }) is { Length: > 0 } page)
        {
            pages.Add(page.Length);
            seen.AddRange(page);
        }

        pages.Should().Equal(100, 100, 50);
        seen.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        (await FoundAsync(new() { After = seen[9], Limit = 2 })).Should().Equal(seen[10], seen[11]);
    }

    [Test]
    public async Task A_closed_delivery_is_final()
    {
        var open = await AddDeliveryAsync(Owing("crm"));
        var leased = await AddDeliveryAsync(HandedOff(Message(), "erp"));
        var later = await AddDeliveryAsync(new NewMessage(Message(), [new NewDelivery("crm") { DueIn = Minute }]));

        var closed = await Store.CloseAsync(
            [
                new(open, DeliveryState.Dead, "disabled"), new(leased, DeliveryState.Cancelled, "deleted"),
                new(later, DeliveryState.Cancelled, "deleted"), new(open, DeliveryState.Cancelled, "again"),
                new(999_999, DeliveryState.Dead, "unknown"),
            ],
            default);

        closed.Should().Equal(true, true, true, false, false);
        ((await FindAsync(open)).State, (await FindAsync(open)).Reason).Should().Be((DeliveryState.Dead, "disabled"));
        ((await FindAsync(leased)).State, (await FindAsync(leased)).Reason).Should().Be((DeliveryState.Cancelled, "deleted"));
        await AdvanceAsync(TimeSpan.FromHours(1));
        (await LeaseAsync("crm", "erp")).Should().BeEquivalentTo(new LeaseBatch([], null));
    }

    [Test]
    public async Task The_attempt_under_way_of_a_closed_delivery_has_lost_its_lease()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        var lease = (await LeaseOneAsync()).Lease;
        await Store.CloseAsync([new Closing(number, DeliveryState.Cancelled, "deleted")], default);

        (await Store.RenewAsync([lease], LeaseTime, default)).Should().Equal(false);
        (await Store.ReleaseAsync([lease], TimeSpan.Zero, default)).Should().Equal(false);
        (await SettleAsync(Delivered(lease))).Outcome.Should().Be(SettleOutcome.Stale);
        (await FindAsync(number)).State.Should().Be(DeliveryState.Cancelled);
    }

    [Test]
    public async Task The_backlog_counts_what_is_open_and_leased_and_ages_from_acceptance()
    {
        await AddAsync(Owing("crm", "erp"));
        await SettledAsync(Delivered((await LeaseOneAsync("erp")).Lease));
        await AdvanceAsync(Minute);
        await Store.AddAsync([Owing("crm"), HandedOff(Message()), Owing("shop")], default);
        await AdvanceAsync(Minute);

        var backlog = (await Store.GetBacklogAsync(default)).ToDictionary(endpoint => endpoint.EndpointId);

        backlog.Keys.Should().BeEquivalentTo("crm", "shop");
        backlog["crm"].Open.Should().Be(3);
        ShouldBe(backlog["crm"].OldestAge, 2 * Minute);
        backlog["shop"].Open.Should().Be(1);
        ShouldBe(backlog["shop"].OldestAge, Minute);
    }

    [Test]
    public async Task The_feed_has_every_message_in_order_of_acceptance()
    {
        var messages = Enumerable.Range(0, 5).Select(i => i % 2 == 0 ? Owing("crm") : Owing()).ToArray();
        await Store.AddAsync(messages, default);
        var ids = messages.Select(item => item.Message.Id).ToArray();

        var all = await Store.ReadFeedAsync(0, 1000, default);
        var page = await Store.ReadFeedAsync(all[1].Position, 2, default);

        all.Select(entry => entry.Message.Id).Should().Equal(ids);
        all.Select(entry => entry.Position).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        page.Select(entry => (entry.Position, entry.Message.Id)).Should().Equal((all[2].Position, ids[2]), (all[3].Position, ids[3]));
        (await Store.ReadFeedAsync(all[0].Position, 1000, default)).Select(entry => entry.Position).Should().Equal(
            all.Skip(1).Select(entry => entry.Position));
        (await Store.ReadFeedAsync(all[^1].Position, 10, default)).Should().BeEmpty();
    }

    [Test]
    public async Task The_feed_has_the_follow_ups_too()
    {
        await AddAsync(Owing("crm"));
        var followUp = Owing("erp");
        await SettledAsync(Delivered((await LeaseOneAsync()).Lease) with { FollowUps = [followUp] });

        (await Store.ReadFeedAsync(0, 10, default))[^1].Message.Id.Should().Be(followUp.Message.Id);
    }

    [Test]
    public async Task The_feed_skips_no_message_that_is_accepted_while_it_is_read()
    {
        var isAdding = true;
        var reading = Task.Run(async () =>
        {
            var read = new List<FeedEntry>();
            var isLast = false;
            while (!isLast)
            {
                isLast = !Volatile.Read(ref isAdding);
                while (await Store.ReadFeedAsync(read.Count == 0 ? 0 : read[^1].Position, 50, default) is { Count: > 0 } page)
                {
                    read.AddRange(page);
                }
            }

            return read;
        });

        var added = await TogetherAsync(8, _ => Task.Run(async () =>
        {
            var mine = new List<string>();
            for (var i = 0; i < 100; i++)
            {
                mine.Add((await AddAsync(Owing("crm"))).MessageId);
            }

            return mine;
        }));
        Volatile.Write(ref isAdding, false);

        var ids = (await reading).Select(entry => entry.Message.Id).ToList();
        ids.Should().BeEquivalentTo(added.SelectMany(mine => mine)).And.OnlyHaveUniqueItems();
    }

    [Test]
    public async Task The_newest_come_first_where_the_query_says_so_a_page_at_a_time()
    {
        var numbers = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            numbers.Add(await AddDeliveryAsync(Owing("crm")));
        }

        var first = await NewestAsync(null);
        var second = await NewestAsync(first[^1]);

        first.Concat(second).Concat(await NewestAsync(second[^1])).Should().Equal(Enumerable.Reverse(numbers));
        (await NewestAsync(numbers[0])).Should().BeEmpty();

        async Task<long[]> NewestAsync(long? after) =>
        [
            .. (await Store.FindDeliveriesAsync(new DeliveryQuery { NewestFirst = true, After = after, Limit = 2 }, default))
                .Select(delivery => delivery.DeliveryId),
        ];
    }

    [Test]
    public async Task What_has_been_due_for_long_and_was_not_leased_is_found()
    {
        var due = await AddDeliveryAsync(Ordered("SB-1", "crm"));
        var behind = await AddDeliveryAsync(Ordered("SB-1", "crm"));
        await AddDeliveryAsync(HandedOff(Message()));
        await AddDeliveryAsync(new NewMessage(Message(), [new NewDelivery("crm") { DueIn = TimeSpan.FromHours(2) }]));
        await ChangeAsync(new EndpointChange("crm") { Disable = "for a test" });

        await AdvanceAsync(TimeSpan.FromSeconds(20));
        (await DueForAsync(TimeSpan.FromSeconds(10))).Should().Equal(due);
        (await DueForAsync(TimeSpan.FromHours(1))).Should().BeEmpty();
        await Store.CloseAsync([new Closing(due, DeliveryState.Dead, "for a test")], default);

        (await DueForAsync(TimeSpan.FromSeconds(10))).Should().Equal([behind], "it has been due as long, and is the first now");

        async Task<long[]> DueForAsync(TimeSpan time) =>
            [.. (await Store.FindDeliveriesAsync(new DeliveryQuery { DueFor = time }, default)).Select(delivery => delivery.DeliveryId)];
    }

    [TestCase(0)]
    [TestCase(1001)]
    public async Task A_page_has_from_one_to_a_thousand_entries(int limit)
    {
        var find = async () => await Store.FindDeliveriesAsync(new DeliveryQuery { Limit = limit }, default);
        var feed = async () => await Store.ReadFeedAsync(0, limit, default);
        var documents = async () => await Store.FindDocumentsAsync("flow", null, limit, default);

        await find.Should().ThrowAsync<ArgumentOutOfRangeException>();
        await feed.Should().ThrowAsync<ArgumentOutOfRangeException>();
        await documents.Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    protected async Task<long[]> FoundAsync(DeliveryQuery query) =>
        [.. (await Store.FindDeliveriesAsync(query, default)).Select(record => record.DeliveryId)];
}
