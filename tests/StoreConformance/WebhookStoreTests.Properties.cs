using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class WebhookStoreTests
{
    private static readonly Retention DayOrTwo = new(TimeSpan.FromDays(1), TimeSpan.FromDays(2), 1000);

    // On a clock that does not stand still, whether something is due by now may be told differently by the model.
    private bool IsExact => Tolerance == TimeSpan.Zero;

    [FsCheck.NUnit.Property(MaxTest = 60, EndSize = 250)]
    public async Task Whatever_happens_the_store_agrees_with_its_model(byte[] steps)
    {
        await CloseStore();
        await OpenStore();
        var model = new StoreModel("crm", "erp");
        foreach (var step in steps.Chunk(2))
        {
            await TakeAsync(step[0], step[^1], model);
            await CompareAsync(model);
        }

        await DrainAsync(model);
        await CompareAsync(model);
        (await Store.GetBacklogAsync(default)).Should().BeEmpty();
        (await FeedAsync()).Should().Equal(model.Held.Select(message => message.Message.Id));
        (await Store.FindDocumentsAsync("flow", null, 1000, default)).ToDictionary(document => document.Key, document => document.Version)
            .Should().BeEquivalentTo(model.Versions);
    }

    // The first byte chooses what is done, the second with which.
    private Task TakeAsync(byte step, byte choice, StoreModel model) => (step % 16) switch
    {
        < 3 => AddAsync(model, choice),
        < 6 => LeaseAsync(model, room: 1 + (choice % 3)),
        < 9 => SettleAsync(model, choice),
        9 => ReleaseAsync(model, choice),
        10 => CloseAsync(model, choice),
        11 => ReplayAsync(model, choice),
        12 => PauseAsync(model, choice),
        13 => PutAsync(model, choice),
        14 when choice % 2 == 0 => PurgeAsync(model),
        _ => PassAsync(model, choice > 200 ? TimeSpan.FromDays(3) : TimeSpan.FromSeconds(choice)),
    };

    private async Task AddAsync(StoreModel model, int choice)
    {
        var messages = Enumerable.Range(0, 1 + (choice % 2)).Select(i => AnyMessage(model, choice + i)).ToArray();
        var results = await Store.AddAsync(messages, default);
        foreach (var (message, result) in messages.Zip(results))
        {
            model.Add(message, result, IsExact);
        }
    }

    private NewMessage AnyMessage(StoreModel model, int choice)
    {
        var message = Message() with
        {
            OrderingKey = (choice % 3) switch { 0 => null, var which => $"SB-{which}" },
            DedupeKey = choice % 5 < 2 ? $"evt_{choice % 7}" : null,
        };
        var delivery = new NewDelivery(model.Endpoints[choice / 2 % 2])
        {
            Lease = choice % 4 == 0 ? NextGrant() : null,
            DueIn = choice % 11 == 0 ? LeaseTime : TimeSpan.Zero,
        };
        return new NewMessage(message, choice % 13 == 0 ? [] : choice % 6 == 0 ? [new("crm"), new("erp")] : [delivery])
        {
            RearmDead = choice % 2 == 0,
        };
    }

    private async Task LeaseAsync(StoreModel model, int room)
    {
        var due = model.Endpoints.ToDictionary(
            endpoint => endpoint,
            endpoint => model.Deliveries.Where(one => one.Endpoint == endpoint && model.CanBeLeased(one))
                .Select(one => one.VisibleAt).Order().Take(room).ToList());

        var batch = await LeaseAsync(100, [.. model.Endpoints.Select(endpoint => new LaneRoom(endpoint, room, LeaseTime))]);

        foreach (var leased in batch.Deliveries)
        {
            var visibleAt = model.Deliveries.First(one => one.Number == leased.Lease.DeliveryId).VisibleAt;
            var delivery = model.Lease(leased.Lease.DeliveryId, leased.Lease.Token, LeaseTime);
            (leased.Attempt, leased.ScheduledAttempt, leased.LostInARow).Should().Be(
                (delivery.Attempt, delivery.ScheduledAttempt, delivery.LostInARow));
            (IsExact && !due[leased.EndpointId].Remove(visibleAt)).Should().BeFalse("others of {0} have been due for longer", leased.EndpointId);
        }

        (IsExact && due.Values.Any(left => left.Count > 0)).Should().BeFalse("what is due is leased where there is room");
    }

    private async Task SettleAsync(StoreModel model, int choice)
    {
        if (Any(model.Deliveries.Where(one => one.Token != 0), choice) is not { } delivery)
        {
            return;
        }

        var settlement = AnySettlement(model, delivery, choice);
        var write = settlement.Documents.SingleOrDefault();
        var result = await SettleAsync(settlement);
        if (write is not null && write.ExpectedVersion != model.Versions.GetValueOrDefault(write.Key))
        {
            result.Should().BeEquivalentTo(new SettleResult(SettleOutcome.Conflict, []));
            return;
        }

        result.Outcome.Should().Be(SettleOutcome.Settled);
        delivery.Record(settlement.Attempt.Outcome, model.Now + settlement.RetryIn);
        if (settlement.State != DeliveryState.Open)
        {
            model.End(delivery, settlement.State);
        }

        foreach (var (followUp, added) in settlement.FollowUps.Zip(result.FollowUps))
        {
            model.Add(followUp, added, IsExact);
        }

        if (write is not null)
        {
            model.Versions[write.Key] = (await Store.GetDocumentAsync("flow", write.Key, default))!.Version;
        }

        var repeated = await SettleAsync(settlement with { FollowUps = [] });
        repeated.Outcome.Should().Be(SettleOutcome.Settled, "it was the same lease");
    }

    private Settlement AnySettlement(StoreModel model, ModelDelivery delivery, int choice)
    {
        var settlement = (choice % 4) switch
        {
            0 => Dead(delivery.Lease),
            1 => Retry(delivery.Lease, TimeSpan.FromSeconds(choice)),
            _ => Delivered(delivery.Lease),
        };
        var key = $"{choice % 3}";
        var version = choice % 7 == 0 ? 999 : model.Versions.GetValueOrDefault(key);
        return settlement with
        {
            Attempt = settlement.Attempt with { Number = delivery.Attempt },
            FollowUps = choice % 5 == 0 ? [AnyMessage(model, choice / 5), AnyMessage(model, choice / 3)] : [],
            Documents = choice % 3 == 0 ? [new DocumentWrite("flow", key, version, Json("1"))] : [],
        };
    }

    private async Task ReleaseAsync(StoreModel model, int choice)
    {
        if (Any(model.Deliveries.Where(one => one.Token != 0), choice) is { } delivery)
        {
            var dueIn = TimeSpan.FromSeconds(choice % 20);
            (await Store.ReleaseAsync([delivery.Lease], dueIn, default)).Should().Equal(true);
            delivery.GiveBack(model.Now + dueIn);
        }
    }

    private async Task CloseAsync(StoreModel model, int choice)
    {
        if (Any(model.Deliveries, choice) is { } delivery)
        {
            var state = choice % 2 == 0 ? DeliveryState.Cancelled : DeliveryState.Dead;
            (await Store.CloseAsync([new Closing(delivery.Number, state, "by hand")], default)).Should().Equal(delivery.IsOpen);
            if (delivery.IsOpen)
            {
                model.End(delivery, state);
            }
        }
    }

    private async Task ReplayAsync(StoreModel model, int choice)
    {
        if (Any(model.Messages, choice) is { } message)
        {
            var (endpoint, dueIn) = (model.Endpoints[choice % 2], TimeSpan.FromSeconds(choice % 3));
            var isReplayed = await ReplayAsync(message.Message.Id, endpoint, dueIn);
            var found = await FoundAsync(new() { MessageId = message.Message.Id, EndpointId = endpoint });
            isReplayed.Should().Be(model.Replay(message, endpoint, dueIn, () => found.Single()));
        }
    }

    private async Task PauseAsync(StoreModel model, int choice)
    {
        var (endpoint, duration) = (model.Endpoints[choice % 2], TimeSpan.FromSeconds(choice % 4 == 0 ? 0 : choice));
        await ChangeAsync(new EndpointChange(endpoint) { PauseFor = duration });
        model.Pause(endpoint, duration);
    }

    private async Task PutAsync(StoreModel model, int choice)
    {
        var key = $"{choice % 3}";
        var json = choice % 5 == 0 ? (ReadOnlyMemory<byte>?)null : Json("2");
        var expected = choice % 7 == 0 ? 999 : model.Versions.GetValueOrDefault(key);
        var version = (await Store.PutDocumentsAsync([new DocumentWrite("flow", key, expected, json)], default)).Single();
        (version is null).Should().Be(expected == 999);
        if (version == 0)
        {
            model.Versions.Remove(key);
        }
        else if (version is { } written)
        {
            written.Should().NotBe(expected);
            model.Versions[key] = written;
        }
    }

    private async Task PurgeAsync(StoreModel model)
    {
        var purged = await Store.PurgeAsync(DayOrTwo, default);
        purged.Should().Be(model.Purge(DayOrTwo));
    }

    private async Task PassAsync(StoreModel model, TimeSpan by)
    {
        await AdvanceAsync(by);
        model.Advance(by);
    }

    private async Task CompareAsync(StoreModel model)
    {
        var kept = await EveryDeliveryAsync();
        kept.Select(record => (record.DeliveryId, StateOf(record.State), AttemptsOf(record)))
            .Should().Equal(model.Deliveries.OrderBy(one => one.Number)
                .Select(one => (one.Number, StateOf(one.StateAt(model.Now)), string.Join(' ', one.Attempts))));

        DeliveryState StateOf(DeliveryState state) => !IsExact && state == DeliveryState.Leased ? DeliveryState.Open : state;

        static string AttemptsOf(DeliveryRecord record) =>
            string.Join(' ', record.Attempts.Select(attempt => (attempt.Number, attempt.Outcome)));
    }

    // Delivers all that is left; a delivery that never becomes due again fails here.
    private async Task DrainAsync(StoreModel model)
    {
        for (var round = 0; model.Deliveries.Any(one => one.IsOpen); round++)
        {
            round.Should().BeLessThan(1000, "every open delivery becomes due");
            await LeaseAsync(model, room: 50);
            foreach (var delivery in model.Deliveries.Where(one => one.Token != 0).ToList())
            {
                await SettledAsync(new Settlement(delivery.Lease, Attempt(delivery.Attempt), DeliveryState.Delivered));
                delivery.Record(AttemptOutcome.Delivered, model.Now);
                model.End(delivery, DeliveryState.Delivered);
            }

            await PassAsync(model, LeaseTime);
        }

        (await LeaseAsync([.. model.Endpoints])).Should().BeEquivalentTo(new LeaseBatch([], null));
    }

    private static T? Any<T>(IEnumerable<T> all, int choice)
        where T : class =>
        all.ToList() is { Count: > 0 } some ? some[choice % some.Count] : null;
}
