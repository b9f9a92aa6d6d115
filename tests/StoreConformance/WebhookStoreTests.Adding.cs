using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class WebhookStoreTests
{
    [Test]
    public async Task A_message_survives_with_all_that_it_says()
    {
        var message = Message() with
        {
            Origin = "shopbotly",
            EventType = "stripe.invoice.paid",
            Payload = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray(),
            ContentType = "application/octet-stream",
            Tenant = "tenant-7",
            OrderingKey = "SB-9921",
            DedupeKey = "evt_1",
            Headers = [new("x-topic", "orders"), new("x-topic", "paid"), new("x-empty", "")],
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        };
        await AddAsync(Owing(message, "crm"));

        var stored = await Store.GetMessageAsync(message.Id, default);
        var leased = (await LeaseOneAsync()).Message;

        foreach (var copy in new[] { stored!, leased })
        {
            copy.Should().BeEquivalentTo(message, options => options.Excluding(one => one.Payload).WithStrictOrdering());
            copy.Payload.ToArray().Should().Equal(message.Payload.ToArray());
        }
    }

    [Test]
    public async Task What_a_message_leaves_out_stays_left_out()
    {
        var message = Message();
        await AddAsync(Owing(message, "crm"));

        var leased = await LeaseOneAsync();

        leased.Message.Should().BeEquivalentTo(message, options => options.Excluding(one => one.Payload));
        leased.Address.Should().BeNull();
        leased.Body.Should().BeNull();
        leased.LostInARow.Should().Be(0);
    }

    [Test]
    public async Task A_delivery_keeps_its_own_address_and_body()
    {
        var delivery = new NewDelivery("crm")
        {
            Address = new Uri("https://api.shopbotly.com/api/v1/update-crm?x=%2F"),
            Body = new DeliveryBody(Json("""{ "action": "sync_lead" }"""), "application/vnd.crm+json"),
        };
        await AddAsync(new NewMessage(Message(), [delivery, new NewDelivery("erp")]));

        var leased = await LeaseOneAsync();

        leased.Address!.AbsoluteUri.Should().Be("https://api.shopbotly.com/api/v1/update-crm?x=%2F");
        leased.Body!.ContentType.Should().Be("application/vnd.crm+json");
        leased.Body.Content.ToArray().Should().Equal(delivery.Body.Content.ToArray());
        (await LeaseOneAsync("erp")).Body.Should().BeNull();
    }

    [Test]
    public async Task Every_message_and_delivery_gets_its_result_in_the_order_of_the_list()
    {
        NewMessage[] messages = [Owing("crm", "erp"), Owing(), Owing("crm")];

        var results = await Store.AddAsync(messages, default);

        results.Select(result => result.MessageId).Should().Equal(messages.Select(item => item.Message.Id));
        results.Select(result => result.Outcome).Should().AllBeEquivalentTo(AddOutcome.Added);
        results.Select(result => result.Deliveries.Count).Should().Equal(2, 0, 1);
        var numbers = results.SelectMany(result => result.Deliveries).Select(added => added.DeliveryId).ToList();
        numbers.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        (await FindAsync(numbers[1])).EndpointId.Should().Be("erp");
        (await FindAsync(numbers[1])).Message.Id.Should().Be(messages[0].Message.Id);
    }

    [Test]
    public async Task A_message_that_owes_nothing_is_kept()
    {
        var message = Message();

        (await AddAsync(Owing(message))).Outcome.Should().Be(AddOutcome.Added);

        (await Store.GetMessageAsync(message.Id, default))!.Id.Should().Be(message.Id);
    }

    [Test]
    public async Task A_known_dedupe_key_adds_nothing_and_names_the_first_message()
    {
        var first = Keyed("evt_1");
        var second = Keyed("evt_1");
        await AddAsync(Owing(first, "crm"));

        var result = await AddAsync(Owing(second, "crm"));

        result.Outcome.Should().Be(AddOutcome.Known);
        result.MessageId.Should().Be(first.Id);
        result.Rearmed.Should().Be(0);
        (await Store.GetMessageAsync(second.Id, default)).Should().BeNull();
        (await LeaseAsync("crm")).Deliveries.Should().ContainSingle();
    }

    [Test]
    public async Task A_dedupe_key_counts_within_its_origin_and_to_the_letter()
    {
        await AddAsync(Owing(Keyed("evt_1", "shopbotly"), "crm"));

        (await AddAsync(Owing(Keyed("evt_1", "payments"), "crm"))).Outcome.Should().Be(AddOutcome.Added);
        (await AddAsync(Owing(Keyed("EVT_1", "shopbotly"), "crm"))).Outcome.Should().Be(AddOutcome.Added);
        (await AddAsync(Owing(Keyed("evt_1", "Shopbotly"), "crm"))).Outcome.Should().Be(AddOutcome.Added);
        (await AddAsync(Owing(Keyed("tly" + "evt_1", "shopbo"), "crm"))).Outcome.Should().Be(AddOutcome.Added);
    }

    [Test]
    public async Task Without_a_dedupe_key_two_equal_messages_are_two()
    {
        await AddAsync(Owing("crm"));
        await AddAsync(Owing("crm"));

        (await LeaseAsync("crm")).Deliveries.Should().HaveCount(2);
    }

    [Test]
    public async Task A_duplicate_within_one_list_is_known()
    {
        var results = await Store.AddAsync([Owing(Keyed("a"), "crm"), Owing(Keyed("b"), "crm"), Owing(Keyed("a"), "crm")], default);

        results.Select(result => result.Outcome).Should().Equal(AddOutcome.Added, AddOutcome.Added, AddOutcome.Known);
        results[2].MessageId.Should().Be(results[0].MessageId);
    }

    [Test]
    public async Task Of_many_that_add_the_same_key_at_once_one_succeeds()
    {
        var results = await TogetherAsync(16, _ => Task.Run(() => AddAsync(Owing(Keyed("evt_1"), "crm"))));

        var added = results.Should().ContainSingle(result => result.Outcome == AddOutcome.Added).Subject;
        results.Should().OnlyContain(result => result.MessageId == added.MessageId);
        (await LeaseAsync("crm")).Deliveries.Should().ContainSingle();
    }

    [Test]
    public async Task A_dedupe_key_outlives_its_message()
    {
        var message = Keyed("evt_1");
        await AddAsync(Owing(message));
        (await Store.PurgeAsync(new Retention(TimeSpan.Zero, TimeSpan.Zero, 10), default)).Should().Be(1);

        await AdvanceAsync(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));

        var known = await AddAsync(Owing(Keyed("evt_1"), "crm") with { RearmDead = true });
        known.Should().BeEquivalentTo(new AddResult(AddOutcome.Known, message.Id));
    }

    [Test]
    public async Task A_dedupe_key_of_a_message_that_is_kept_is_kept_as_long()
    {
        await AddAsync(Owing(Keyed("evt_1"), "crm"));

        await AdvanceAsync(TimeSpan.FromDays(20));

        (await AddAsync(Owing(Keyed("evt_1"), "crm"))).Outcome.Should().Be(AddOutcome.Known);
    }

    [Test]
    public async Task An_add_that_is_repeated_returns_the_first_result_and_adds_nothing()
    {
        var message = Owing(Keyed("evt_1"), "crm", "erp");
        var first = await AddAsync(message);

        var repeated = await AddAsync(message);

        repeated.Should().BeEquivalentTo(first);
        (await LeaseAsync("crm", "erp")).Deliveries.Should().HaveCount(2);
    }

    [Test]
    public async Task A_hand_off_leases_the_delivery_to_the_caller()
    {
        var message = HandedOff(Message());

        var added = (await AddAsync(message)).Deliveries.Single();

        added.HandedOff.Should().BeTrue();
        (await LeaseAsync("crm")).Deliveries.Should().BeEmpty();
        (await FindAsync(added.DeliveryId)).State.Should().Be(DeliveryState.Leased);
        await SettledAsync(Delivered(new DeliveryLease(added.DeliveryId, message.Deliveries[0].Lease!.Value.Token)));
    }

    [Test]
    public async Task A_hand_off_is_one_for_each_delivery_that_asks()
    {
        var message = new NewMessage(Message(), [new NewDelivery("crm") { Lease = NextGrant() }, new NewDelivery("erp")]);

        (await AddAsync(message)).Deliveries.Select(added => added.HandedOff).Should().Equal(true, false);
    }

    [Test]
    public async Task A_repeated_hand_off_is_held_while_its_token_is_the_current_one()
    {
        var message = HandedOff(Message());
        var first = await AddAsync(message);

        (await AddAsync(message)).Should().BeEquivalentTo(first);

        await AdvanceAsync(LeaseTime);
        var other = await LeaseOneAsync();
        (await AddAsync(message)).Deliveries.Single().Should().Be(first.Deliveries[0] with { HandedOff = false });
        await SettledAsync(Delivered(other.Lease));
        (await AddAsync(message)).Deliveries.Single().Should().Be(first.Deliveries[0] with { HandedOff = false });
    }

    [Test]
    public async Task A_repeated_hand_off_counts_its_lease_anew()
    {
        var message = HandedOff(Message());
        await AddAsync(message);
        await AdvanceAsync(LeaseTime - TimeSpan.FromSeconds(5));

        await AddAsync(message);
        await AdvanceAsync(LeaseTime - TimeSpan.FromSeconds(5));

        (await LeaseAsync("crm")).Deliveries.Should().BeEmpty();
    }

    [Test]
    public async Task A_hand_off_is_declined_before_the_delivery_is_due()
    {
        var delivery = new NewDelivery("crm") { DueIn = TimeSpan.FromMinutes(1), Lease = NextGrant() };

        (await AddAsync(new NewMessage(Message(), [delivery]))).Deliveries.Single().HandedOff.Should().BeFalse();

        (await LeaseAsync("crm")).Deliveries.Should().BeEmpty();
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        (await LeaseOneAsync()).Attempt.Should().Be(1);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_hand_off_is_declined_while_the_endpoint_is_paused_or_disabled(bool paused)
    {
        await ChangeAsync(paused
            ? new EndpointChange("crm") { PauseFor = TimeSpan.FromMinutes(1) }
            : new EndpointChange("crm") { Disable = "gone" });

        (await AddAsync(HandedOff(Message()))).Deliveries.Single().HandedOff.Should().BeFalse();
        (await AddAsync(HandedOff(Message(), "erp"))).Deliveries.Single().HandedOff.Should().BeTrue();
    }

    [Test]
    public async Task A_duplicate_makes_dead_deliveries_due_again_where_asked()
    {
        await AddAsync(Owing(Keyed("evt_1"), "crm", "erp"));
        await SettledAsync(Dead((await LeaseOneAsync()).Lease));
        await SettledAsync(Delivered((await LeaseOneAsync("erp")).Lease));

        (await AddAsync(Owing(Keyed("evt_1"), "crm"))).Rearmed.Should().Be(0);
        (await LeaseAsync("crm", "erp")).Deliveries.Should().BeEmpty();
        (await AddAsync(Owing(Keyed("evt_1"), "crm") with { RearmDead = true })).Rearmed.Should().Be(1);

        var again = (await LeaseAsync("crm", "erp")).Deliveries.Should().ContainSingle().Subject;
        (again.EndpointId, again.Attempt, again.ScheduledAttempt).Should().Be(("crm", 2, 1));
    }

    [Test]
    public async Task A_delivery_may_be_stored_as_a_dead_letter()
    {
        var number = await AddDeliveryAsync(
            new NewMessage(Message(), [new NewDelivery("crm") { DeadReason = "no such field: 'status'", Lease = NextGrant() }]));

        (await LeaseAsync("crm")).Should().BeEquivalentTo(new LeaseBatch([], null));
        var record = await FindAsync(number);
        (record.State, record.Reason, record.DueIn).Should().Be((DeliveryState.Dead, "no such field: 'status'", null));
        record.Attempts.Should().BeEmpty();
    }
}
