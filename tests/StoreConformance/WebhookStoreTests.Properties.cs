using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class WebhookStoreTests
{
    private int _histories;

    [FsCheck.NUnit.Property(MaxTest = 60, EndSize = 150)]
    public async Task Whatever_happens_no_delivery_is_held_twice_or_lost_or_overtaken(byte[] steps)
    {
        // Endpoints of its own for each history: they share the store.
        var history = Interlocked.Increment(ref _histories);
        var model = new StoreModel([$"crm-{history}", $"erp-{history}"]);
        foreach (var step in steps)
        {
            await TakeAsync(step, model);
        }

        await DrainAsync(model);
        foreach (var delivery in model.Deliveries)
        {
            (await FindAsync(delivery.Number)).State.Should().Be(delivery.State);
        }
    }

    // The low bits choose what is done, the high bits with which.
    private async Task TakeAsync(byte step, StoreModel model)
    {
        var choice = step >> 4;
        switch (step & 0xF)
        {
            case < 4:
                await AddAsync(model, choice, grant: null);
                break;
            case 4:
                await AddAsync(model, choice, NextGrant());
                break;
            case < 9:
                await LeaseAsync(model, room: 1 + (choice % 3));
                break;
            case < 12:
                await SettleAsync(model, choice);
                break;
            case 12:
                await ReleaseAsync(model, choice);
                break;
            case 13:
                await CloseAsync(model, choice);
                break;
            default:
                var by = TimeSpan.FromSeconds(choice * 3);
                await AdvanceAsync(by);
                model.Advance(by);
                break;
        }
    }

    private async Task AddAsync(StoreModel model, int choice, LeaseGrant? grant)
    {
        var endpoint = model.Endpoints[choice % 2];
        var key = (choice / 2 % 3) switch { 0 => null, var which => $"SB-{which}" };
        var added = (await AddAsync(new NewMessage(
            Message() with { OrderingKey = key }, [new NewDelivery(endpoint) { Lease = grant }]))).Deliveries.Single();
        model.Add(added.DeliveryId, endpoint, key);
        if (added.HandedOff)
        {
            model.Lease(added.DeliveryId, grant!.Value.Token, attempt: 1, LeaseTime);
        }
        else
        {
            (grant is null || model.IsBehindAnother(added.DeliveryId)).Should().BeTrue("a hand-off is declined for a reason");
        }
    }

    private async Task<int> LeaseAsync(StoreModel model, int room)
    {
        var batch = await LeaseAsync(100, [.. model.Endpoints.Select(endpoint => new LaneRoom(endpoint, room, LeaseTime))]);
        foreach (var leased in batch.Deliveries)
        {
            model.Lease(leased.Lease.DeliveryId, leased.Lease.Token, leased.Attempt, LeaseTime);
        }

        return batch.Deliveries.Count;
    }

    private async Task SettleAsync(StoreModel model, int choice)
    {
        if (model.AnyWithToken(choice) is not { } delivery)
        {
            return;
        }

        var settlement = (choice % 4) switch
        {
            0 => Dead(delivery.Lease),
            1 => Retry(delivery.Lease, TimeSpan.FromSeconds(choice)),
            _ => Delivered(delivery.Lease),
        };
        await SettledAsync(settlement);
        delivery.End(settlement.State);
        (await SettleAsync(settlement)).Outcome.Should().Be(SettleOutcome.Settled, "it was the same lease");
    }

    private async Task ReleaseAsync(StoreModel model, int choice)
    {
        if (model.AnyWithToken(choice) is { } delivery)
        {
            (await Store.ReleaseAsync([delivery.Lease], TimeSpan.Zero, default)).Should().Equal(true);
            delivery.GiveBack();
        }
    }

    private async Task CloseAsync(StoreModel model, int choice)
    {
        if (model.AnyOpen(choice) is { } delivery)
        {
            (await Store.CloseAsync([new Closing(delivery.Number, DeliveryState.Cancelled, "by hand")], default)).Should().Equal(true);
            delivery.End(DeliveryState.Cancelled);
        }
    }

    // Delivers all that is left; a delivery that never becomes due again fails here.
    private async Task DrainAsync(StoreModel model)
    {
        for (var round = 0; model.AnyOpen(0) is not null; round++)
        {
            round.Should().BeLessThan(1000, "every open delivery becomes due");
            if (await LeaseAsync(model, room: 50) == 0)
            {
                await AdvanceAsync(LeaseTime);
                model.Advance(LeaseTime);
            }

            while (model.AnyWithToken(0) is { } delivery)
            {
                await SettledAsync(Delivered(delivery.Lease));
                delivery.End(DeliveryState.Delivered);
            }
        }

        (await LeaseAsync([.. model.Endpoints])).Should().BeEquivalentTo(new LeaseBatch([], null));
    }
}
