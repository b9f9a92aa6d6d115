using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Simulation;

/// <summary>
/// The store as one process reaches it: calls take a while, fail on their way there or back, or outlive the process. Whatever has an
/// effect, the ledger is told.
/// </summary>
/// <remarks>
/// What a process was about to write when it died is lost with it; but where the store is shared with other processes (in this run), what
/// has left the process arrives all the same, and by the contract the store then lets nobody wait long without asking again. Queries, which
/// change nothing, are answered at once.
/// </remarks>
internal sealed class UnreliableStore(World world, SimulatedProcess process) : DelegatingStore(world.Store)
{
    private static readonly TimeSpan LongestHang = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SafetyInterval = TimeSpan.FromSeconds(30);

    private bool _isLoaded;

    public override ValueTask<IReadOnlyList<AddResult>> AddAsync(IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken) =>
        Call("add", () => world.Store.AddAsync(messages, CancellationToken.None), added => Tell(messages, added, world.Ledger.Add));

    public override ValueTask<LeaseBatch> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        if (process.IsAlive)
        {
            world.Stored.CheckLanes(request);
        }

        return Call(
            "lease",
            async () => Cautious(await world.Store.LeaseAsync(request, CancellationToken.None)),
            batch => world.Ledger.Lease(request, batch));
    }

    public override ValueTask<IReadOnlyList<bool>> RenewAsync(
        IReadOnlyList<DeliveryLease> leases, TimeSpan duration, CancellationToken cancellationToken) =>
        Call(
            "renew",
            () => world.Store.RenewAsync(leases, duration, CancellationToken.None),
            kept => Tell(leases, kept, (lease, isKept) => world.Ledger.Renew(lease, duration, isKept)));

    public override ValueTask<IReadOnlyList<bool>> ReleaseAsync(
        IReadOnlyList<DeliveryLease> leases, TimeSpan dueIn, CancellationToken cancellationToken) =>
        Call(
            "release",
            () => world.Store.ReleaseAsync(leases, dueIn, CancellationToken.None),
            released => Tell(leases, released, (lease, isReleased) => world.Ledger.Release(lease, dueIn, isReleased)));

    public override ValueTask<IReadOnlyList<SettleResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken) =>
        Call("settle", () => world.Store.SettleAsync(settlements, CancellationToken.None), settled => Tell(settlements, settled, world.Ledger.Settle));

    public override ValueTask<IReadOnlyList<bool>> CloseAsync(IReadOnlyList<Closing> closings, CancellationToken cancellationToken) =>
        Call("close", () => world.Store.CloseAsync(closings, CancellationToken.None), closed => Tell(closings, closed, world.Ledger.Close));

    public override ValueTask<IReadOnlyList<EndpointState>> ChangeEndpointsAsync(
        IReadOnlyList<EndpointChange> changes, CancellationToken cancellationToken) =>
        Call(
            "change",
            () => world.Store.ChangeEndpointsAsync(changes, CancellationToken.None),
            states => Tell(changes, states, (change, _) => world.Ledger.Change(change)));

    public override ValueTask<IReadOnlyList<long?>> PutDocumentsAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        var change = writes.Count == 0 ? null : StoredChange.Current;
        var madeAt = world.Time.GetUtcNow();
        return Call(
            "put",
            () => world.Store.PutDocumentsAsync(writes, CancellationToken.None),
            versions =>
            {
                if (change is not null && versions[0] is not null)
                {
                    world.Stored.Write(change, madeAt);
                }
            });
    }

    public override ValueTask<IReadOnlyList<Document>> FindDocumentsAsync(
        string kind, string? after, int limit, CancellationToken cancellationToken)
    {
        if (!_isLoaded)
        {
            // The first to ask is the start of the process.
            _isLoaded = true;
            world.Stored.Load();
        }

        return base.FindDocumentsAsync(kind, after, limit, cancellationToken);
    }

    private static void Tell<TItem, TResult>(IReadOnlyList<TItem> items, IReadOnlyList<TResult> results, Action<TItem, TResult> one)
    {
        for (var i = 0; i < items.Count; i++)
        {
            one(items[i], results[i]);
        }
    }

    private ValueTask<T> Call<T>(string what, Func<ValueTask<T>> effect, Action<T> tell)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!process.IsAlive)
        {
            return new(answer.Task);
        }

        process.StoreCallsUnderWay++;
        var weather = world.Weather;
        var fails = Happens(weather.Fails, what, "fails");
        var losesAnswer = Happens(weather.LosesAnswer, what, "loses its answer");
        var hangs = Happens(weather.Hangs, what, "hangs");
        var there = world.UpTo(weather.Latency) + (hangs ? world.UpTo(LongestHang) : TimeSpan.Zero);
        var back = world.UpTo(weather.Latency) + (hangs ? world.UpTo(LongestHang) : TimeSpan.Zero);
        if (fails || losesAnswer || hangs)
        {
            world.History.Trouble(world.Time.GetUtcNow(), world.Time.GetUtcNow() + there + back);
        }

        var kills = Happens(weather.Kills, what, "is the last of its process");
        var killsFirst = kills && world.Happens(500);
        world.After(there, () =>
        {
            KillIf(killsFirst);
            if (!process.IsAlive && !world.StoreIsShared)
            {
                return;
            }

            if (fails)
            {
                Answer(() => answer.SetException(Failure($"The simulated {what} failed.")));
                return;
            }

            var result = effect().AsTask().Result;
            tell(result);
            KillIf(kills);
            world.After(back, () => Answer(() =>
            {
                if (losesAnswer)
                {
                    answer.SetException(Failure($"The answer to the simulated {what} was lost."));
                }
                else
                {
                    answer.SetResult(result);
                }
            }));
        });
        return new(answer.Task);
    }

    private LeaseBatch Cautious(LeaseBatch batch) =>
        world.StoreIsShared && !(batch.NextDue < SafetyInterval) ? batch with { NextDue = SafetyInterval } : batch;

    // Something in the list may be to blame, or the store may say of itself that it is unavailable.
    private Exception Failure(string message) => world.Happens(500) ? new IOException(message) : new StoreUnavailableException(message);

    private void KillIf(bool kills)
    {
        if (kills && process.IsAlive)
        {
            process.Kill();
        }
    }

    private void Answer(Action answer)
    {
        if (process.IsAlive)
        {
            process.StoreCallsUnderWay--;
            answer();
        }
    }

    private bool Happens(int perMille, string what, string how)
    {
        if (!world.Happens(perMille))
        {
            return false;
        }

        world.History.Note($"store: this {what} {how}");
        return true;
    }
}
