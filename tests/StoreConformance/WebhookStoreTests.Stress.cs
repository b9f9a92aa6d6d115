using System.Collections.Concurrent;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class WebhookStoreTests
{
    private const int Workers = 8;
    private const int StepsEach = 150;

    // Longer than any test: only what a worker does ends its leases.
    private static readonly TimeSpan Long = TimeSpan.FromHours(10);

    [Test]
    public async Task Whatever_many_do_at_once_every_accepted_delivery_ends_exactly_once()
    {
        var accepted = new ConcurrentDictionary<string, AddResult>();
        var ends = new ConcurrentQueue<(long Number, DeliveryState State)>();
        var attempts = new ConcurrentQueue<(long Number, int Attempt)>();

        await TogetherAsync(Workers, worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            for (var step = 0; step < StepsEach; step++)
            {
                await WorkAsync(random, accepted, ends, attempts);
            }

            return worker;
        }));
        while ((await LeaseStressedAsync(100)) is { Count: > 0 } leased)
        {
            await SettleStressedAsync(leased, DeliveryState.Delivered, ends, attempts);
        }

        var owed = accepted.Values.SelectMany(result => result.Deliveries).Select(added => added.DeliveryId).Order().ToList();
        var kept = await EveryDeliveryAsync();
        owed.Count.Should().BeGreaterThan(Workers * 10);
        kept.Select(record => record.DeliveryId).Should().Equal(owed);
        kept.Select(record => (record.DeliveryId, record.State)).Should().Equal(
            ends.Order(), "each ended once, and one caller was told so");
        kept.SelectMany(record => record.Attempts.Select(attempt => (record.DeliveryId, attempt.Number))).Should().Equal(
            attempts.Order(), "what was settled is recorded, and no number was given twice");
        (await EveryMessageAsync()).Order(StringComparer.Ordinal).Should().Equal(accepted.Keys.Order(StringComparer.Ordinal));
        (await Store.GetBacklogAsync(default)).Should().BeEmpty();
    }

    private async Task WorkAsync(
        Random random,
        ConcurrentDictionary<string, AddResult> accepted,
        ConcurrentQueue<(long Number, DeliveryState State)> ends,
        ConcurrentQueue<(long Number, int Attempt)> attempts)
    {
        switch (random.Next(8))
        {
            case 0 or 1:
                var messages = Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomMessage(random)).ToArray();
                foreach (var result in await Store.AddAsync(messages, default))
                {
                    // A duplicate is the message of another worker, whose result says what was handed off.
                    _ = result.Outcome == AddOutcome.Added && accepted.TryAdd(result.MessageId, result);
                }

                var handedOff = messages.SelectMany(message => message.Deliveries.Select((delivery, i) => (message, delivery.Lease, i)))
                    .Where(one => one.Lease is not null && accepted.TryGetValue(one.message.Message.Id, out var added) && added.Deliveries[one.i].HandedOff)
                    .Select(one => (new DeliveryLease(accepted[one.message.Message.Id].Deliveries[one.i].DeliveryId, one.Lease!.Value.Token), 1))
                    .ToArray();
                await SettleStressedAsync(handedOff, DeliveryState.Delivered, ends, attempts);
                break;
            case 2 or 3:
                await SettleStressedAsync(await LeaseStressedAsync(random.Next(1, 6)), DeliveryState.Delivered, ends, attempts);
                break;
            case 4:
                await SettleStressedAsync(await LeaseStressedAsync(1), DeliveryState.Dead, ends, attempts);
                break;
            case 5:
                await SettleStressedAsync(await LeaseStressedAsync(3), DeliveryState.Open, ends, attempts);
                break;
            case 6:
                await Store.ReleaseAsync([.. (await LeaseStressedAsync(3)).Select(leased => leased.Lease)], TimeSpan.Zero, default);
                break;
            default:
                var numbers = accepted.Values.SelectMany(result => result.Deliveries).Select(added => added.DeliveryId).ToArray();
                if (numbers.Length > 0)
                {
                    var number = numbers[random.Next(numbers.Length)];
                    if ((await Store.CloseAsync([new Closing(number, DeliveryState.Cancelled, "by hand")], default)).Single())
                    {
                        ends.Enqueue((number, DeliveryState.Cancelled));
                    }
                }

                break;
        }
    }

    private NewMessage RandomMessage(Random random)
    {
        var message = Message() with
        {
            Origin = "shopbotly",
            OrderingKey = random.Next(3) == 0 ? $"SB-{random.Next(3)}" : null,
            DedupeKey = random.Next(3) == 0 ? $"evt_{random.Next(100)}" : null,
        };
        var grant = random.Next(3) == 0 ? new LeaseGrant(NextToken(), Long) : (LeaseGrant?)null;
        return new NewMessage(message, [new NewDelivery($"crm-{random.Next(3)}") { Lease = grant }, new NewDelivery("erp")]);
    }

    private async Task<IReadOnlyList<(DeliveryLease Lease, int Attempt)>> LeaseStressedAsync(int limit)
    {
        var batch = await LeaseAsync(limit, [new("crm-0", 9, Long), new("crm-1", 9, Long), new("crm-2", 9, Long), new("erp", 9, Long)]);
        return [.. batch.Deliveries.Select(leased => (leased.Lease, leased.Attempt))];
    }

    // What another worker closed meanwhile is stale.
    private async Task SettleStressedAsync(
        IReadOnlyList<(DeliveryLease Lease, int Attempt)> leased,
        DeliveryState state,
        ConcurrentQueue<(long Number, DeliveryState State)> ends,
        ConcurrentQueue<(long Number, int Attempt)> attempts)
    {
        var results = await Store.SettleAsync(
            [.. leased.Select(one => new Settlement(one.Lease, Attempt(one.Attempt), state))], default);
        foreach (var ((lease, attempt), result) in leased.Zip(results))
        {
            if (result.Outcome == SettleOutcome.Settled)
            {
                attempts.Enqueue((lease.DeliveryId, attempt));
                if (state != DeliveryState.Open)
                {
                    ends.Enqueue((lease.DeliveryId, state));
                }
            }
        }
    }

    private async Task<IReadOnlyList<string>> EveryMessageAsync()
    {
        var (all, position) = (new List<string>(), 0L);
        while (await Store.ReadFeedAsync(position, 1000, default) is { Count: > 0 } page)
        {
            all.AddRange(page.Select(entry => entry.Message.Id));
            position = page[^1].Position;
        }

        return all;
    }

    private async Task<IReadOnlyList<DeliveryRecord>> EveryDeliveryAsync()
    {
        var all = new List<DeliveryRecord>();
        while (await Store.FindDeliveriesAsync(new() { After = all.LastOrDefault()?.DeliveryId, Limit = 1000 }, default) is { Count: > 0 } page)
        {
            all.AddRange(page);
        }

        return all;
    }
}
