using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class WebhookStoreTests
{
    private static readonly Retention SevenAndThirtyDays = new(TimeSpan.FromDays(7), TimeSpan.FromDays(30), 100);

    [Test]
    public async Task Messages_are_purged_when_all_they_owed_has_been_final_for_long_enough()
    {
        var delivered = Owing("crm", "erp");
        var open = Owing("shop");
        await Store.AddAsync([delivered, open], default);
        await SettledAsync(Delivered((await LeaseOneAsync("crm")).Lease));
        await AdvanceAsync(TimeSpan.FromDays(5));
        await SettledAsync(Delivered((await LeaseOneAsync("erp")).Lease));

        await AdvanceAsync(TimeSpan.FromDays(6));
        (await Store.PurgeAsync(SevenAndThirtyDays, default)).Should().Be(0);
        await AdvanceAsync(TimeSpan.FromDays(1));
        (await Store.PurgeAsync(SevenAndThirtyDays, default)).Should().Be(1);

        (await Store.GetMessageAsync(delivered.Message.Id, default)).Should().BeNull();
        (await FoundAsync(new() { MessageId = delivered.Message.Id })).Should().BeEmpty();
        (await Store.ReadFeedAsync(0, 10, default)).Should().ContainSingle().Which.Message.Id.Should().Be(open.Message.Id);
        (await ReplayAsync(delivered.Message.Id, "crm")).Should().BeFalse();
    }

    [Test]
    public async Task Messages_with_a_dead_letter_are_kept_for_their_own_time()
    {
        var dead = Owing("crm", "erp");
        await AddAsync(dead);
        await SettledAsync(Dead((await LeaseOneAsync("crm")).Lease));
        await SettledAsync(Delivered((await LeaseOneAsync("erp")).Lease));

        await AdvanceAsync(TimeSpan.FromDays(29));
        (await Store.PurgeAsync(SevenAndThirtyDays, default)).Should().Be(0);
        await AdvanceAsync(TimeSpan.FromDays(1));
        (await Store.PurgeAsync(SevenAndThirtyDays, default)).Should().Be(1);
    }

    [Test]
    public async Task A_replayed_message_is_open_and_not_purged()
    {
        var message = Owing("crm");
        await AddAsync(message);
        await SettledAsync(Dead((await LeaseOneAsync()).Lease));
        await ReplayAsync(message.Message.Id, "crm");

        (await Store.PurgeAsync(new Retention(TimeSpan.Zero, TimeSpan.Zero, 100), default)).Should().Be(0);
        await SettledAsync(Delivered((await LeaseOneAsync()).Lease));
        (await Store.PurgeAsync(new Retention(TimeSpan.Zero, TimeSpan.MaxValue, 100), default)).Should().Be(1);
    }

    [Test]
    public async Task A_purge_removes_the_oldest_first_and_no_more_than_its_limit()
    {
        var messages = new[] { Owing(), Owing(), Owing() };
        foreach (var message in messages)
        {
            await AddAsync(message);
            await AdvanceAsync(Minute);
        }

        (await Store.PurgeAsync(new Retention(TimeSpan.Zero, TimeSpan.Zero, 2), default)).Should().Be(2);

        (await Store.ReadFeedAsync(0, 10, default)).Should().ContainSingle().Which.Message.Id.Should().Be(messages[2].Message.Id);
    }

    [TestCase(DeliveryState.Delivered, 7)]
    [TestCase(DeliveryState.Cancelled, 7)]
    [TestCase(DeliveryState.Dead, 30)]
    public async Task A_message_is_kept_as_long_as_its_end_says_however_it_came_to_it(DeliveryState state, int days)
    {
        var settled = Owing("crm");
        var closed = Owing("erp");
        await Store.AddAsync([settled, closed], default);
        await SettledAsync(new Settlement((await LeaseOneAsync()).Lease, Attempt(), state) { Reason = "for a test" });
        if (state == DeliveryState.Delivered)
        {
            await SettledAsync(Delivered((await LeaseOneAsync("erp")).Lease));
        }
        else
        {
            await Store.CloseAsync([new Closing((await LeaseOneAsync("erp")).Lease.DeliveryId, state, "for a test")], default);
        }

        await AdvanceAsync(TimeSpan.FromDays(days) - Minute);
        (await Store.PurgeAsync(SevenAndThirtyDays, default)).Should().Be(0);
        await AdvanceAsync(Minute);
        (await Store.PurgeAsync(SevenAndThirtyDays, default)).Should().Be(2);

        (await FoundAsync(new())).Should().BeEmpty("the deliveries go with their messages, and the attempts with them");
    }

    [Test]
    public async Task A_message_that_owes_nothing_is_kept_as_long_as_a_delivered_one()
    {
        await AddAsync(Owing());

        await AdvanceAsync(TimeSpan.FromDays(7) - Minute);
        (await Store.PurgeAsync(SevenAndThirtyDays, default)).Should().Be(0);
        await AdvanceAsync(Minute);
        (await Store.PurgeAsync(SevenAndThirtyDays, default)).Should().Be(1);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_message_that_gets_a_dead_letter_without_an_attempt_is_kept_for_its_time(bool byReplay)
    {
        var dead = new NewDelivery("erp") { DeadReason = "does not fit" };
        var message = byReplay ? Owing() : new NewMessage(Message(), [dead]);
        await AddAsync(message);
        if (byReplay)
        {
            await AdvanceAsync(TimeSpan.FromDays(5));
            (await Store.ReplayAsync([new Replay(message.Message.Id, dead)], default)).Should().Equal(true);
        }

        await AdvanceAsync(TimeSpan.FromDays(29));
        (await Store.PurgeAsync(SevenAndThirtyDays, default)).Should().Be(0);
        await AdvanceAsync(TimeSpan.FromDays(1));
        (await Store.PurgeAsync(SevenAndThirtyDays, default)).Should().Be(1);
    }

    [Test]
    public async Task A_dead_letter_that_was_delivered_after_all_is_kept_as_delivered_from_then()
    {
        var message = Owing("crm");
        await AddAsync(message);
        await SettledAsync(Dead((await LeaseOneAsync()).Lease));
        await AdvanceAsync(TimeSpan.FromDays(20));
        await ReplayAsync(message.Message.Id, "crm");
        await SettledAsync(Delivered((await LeaseOneAsync()).Lease));

        (await Store.PurgeAsync(SevenAndThirtyDays, default)).Should().Be(0);
        await AdvanceAsync(TimeSpan.FromDays(7));
        (await Store.PurgeAsync(SevenAndThirtyDays, default)).Should().Be(1);
    }

    [Test]
    public async Task Those_that_have_been_final_longest_are_purged_first()
    {
        var messages = new[] { Owing("crm"), Owing("erp"), Owing("shop") };
        await Store.AddAsync(messages, default);
        foreach (var endpoint in new[] { "shop", "crm", "erp" })
        {
            await SettledAsync(Delivered((await LeaseOneAsync(endpoint)).Lease));
            await AdvanceAsync(Minute);
        }

        (await Store.PurgeAsync(new Retention(TimeSpan.Zero, TimeSpan.Zero, 1), default)).Should().Be(1);
        (await FeedAsync()).Should().Equal(messages[0].Message.Id, messages[1].Message.Id);
        (await Store.PurgeAsync(new Retention(TimeSpan.Zero, TimeSpan.Zero, 1), default)).Should().Be(1);
        (await FeedAsync()).Should().Equal(messages[1].Message.Id);
    }

    [Test]
    public async Task A_purge_goes_on_in_batches_until_one_is_not_full()
    {
        await Store.AddAsync([.. Enumerable.Range(0, 25).Select(_ => Owing())], default);
        var open = Owing("crm");
        await AddAsync(open);

        var purged = new List<int>();
        do
        {
            purged.Add(await Store.PurgeAsync(new Retention(TimeSpan.Zero, TimeSpan.Zero, 10), default));
        }
        while (purged[^1] == 10);

        purged.Should().Equal(10, 10, 5);
        (await FeedAsync()).Should().Equal(open.Message.Id);
    }

    [Test]
    public async Task What_is_purged_leaves_no_number_or_position_to_anything_later()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        var position = (await Store.ReadFeedAsync(0, 10, default)).Single().Position;
        var lease = (await LeaseOneAsync()).Lease;
        await SettledAsync(Delivered(lease));
        await Store.PurgeAsync(new Retention(TimeSpan.Zero, TimeSpan.Zero, 10), default);

        (await AddDeliveryAsync(Owing("crm"))).Should().BeGreaterThan(number);

        (await Store.ReadFeedAsync(position, 10, default)).Should().ContainSingle("whoever read the purged one sees the new one");
        (await SettleAsync(Delivered(lease))).Outcome.Should().Be(SettleOutcome.Stale);
    }

    [Test]
    public async Task A_dedupe_key_is_forgotten_seven_days_after_acceptance_when_its_message_is_gone()
    {
        await AddAsync(Owing(Keyed("evt_1")));
        await AdvanceAsync(TimeSpan.FromDays(6));
        await Store.PurgeAsync(new Retention(TimeSpan.Zero, TimeSpan.Zero, 10), default);
        (await AddAsync(Owing(Keyed("evt_1")))).Outcome.Should().Be(AddOutcome.Known);

        await AdvanceAsync(TimeSpan.FromDays(1));

        (await AddAsync(Owing(Keyed("evt_1")))).Outcome.Should().Be(AddOutcome.Added, "a duplicate does not renew the seven days");
    }

    [Test]
    public async Task A_dedupe_key_older_than_seven_days_goes_with_its_message()
    {
        await AddAsync(Owing(Keyed("evt_1")));
        await AdvanceAsync(TimeSpan.FromDays(8));
        (await AddAsync(Owing(Keyed("evt_1")))).Outcome.Should().Be(AddOutcome.Known);

        await Store.PurgeAsync(new Retention(TimeSpan.Zero, TimeSpan.Zero, 10), default);

        (await AddAsync(Owing(Keyed("evt_1")))).Outcome.Should().Be(AddOutcome.Added);
    }

    [Test]
    public async Task A_purge_leaves_documents_and_endpoint_states_alone()
    {
        await Store.PutDocumentsAsync([new("flow", "a", 0, Json("1"))], default);
        await ChangeAsync(new EndpointChange("crm") { Failed = true });
        await ChangeAsync(new EndpointChange("erp") { Disable = "by hand" });
        await AdvanceAsync(TimeSpan.FromDays(400));

        await Store.PurgeAsync(new Retention(TimeSpan.Zero, TimeSpan.Zero, 10), default);

        (await TextsAsync("flow")).Should().Equal("a 1");
        (await Store.GetEndpointStatesAsync(default)).Select(state => (state.EndpointId, state.ConsecutiveFailures, state.DisabledReason))
            .Should().BeEquivalentTo([("crm", 1, (string?)null), ("erp", 0, "by hand")]);
    }

    private async Task<string[]> FeedAsync() => [.. (await Store.ReadFeedAsync(0, 1000, default)).Select(entry => entry.Message.Id)];
}
