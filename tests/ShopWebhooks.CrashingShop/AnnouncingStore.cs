using System.Collections.Concurrent;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.CrashingShop;

/// <summary>Says in lines what the store has taken, after it has; a line that was written is read also when the process is dead.</summary>
internal sealed class AnnouncingStore(IWebhookStore inner) : DelegatingStore(inner)
{
    // What the callers may have open: more than the lanes have slots, so that there is a backlog, and little enough to be worked off soon.
    private const int Open = 48;

    private readonly ConcurrentDictionary<long, Owed> _owed = [];
    private TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A place for each order that is dispatched in this life and not yet sent.</summary>
    public SemaphoreSlim Room { get; } = new(Open);

    /// <summary>Completes when nothing is owed.</summary>
    public async Task IdleAsync()
    {
        while (true)
        {
            var settled = Volatile.Read(ref _settled).Task;
            if ((await GetBacklogAsync(CancellationToken.None)).Count == 0)
            {
                return;
            }

            await settled;
        }
    }

    public override ValueTask OpenAsync(Action wake, CancellationToken cancellationToken)
    {
        Console.WriteLine("opening");
        return base.OpenAsync(wake, cancellationToken);
    }

    public override async ValueTask<IReadOnlyList<AddResult>> AddAsync(IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken)
    {
        var results = await base.AddAsync(messages, cancellationToken);
        Remember(messages, results);
        return results;
    }

    public override async ValueTask<LeaseBatch> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        var batch = await base.LeaseAsync(request, cancellationToken);
        foreach (var delivery in batch.Deliveries)
        {
            _owed.TryAdd(delivery.Lease.DeliveryId, new Owed(delivery.EndpointId, delivery.Message.Id, TakesRoom: false));
        }

        return batch;
    }

    public override async ValueTask<IReadOnlyList<SettleResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        var results = await base.SettleAsync(settlements, cancellationToken);
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].Outcome == SettleOutcome.Settled)
            {
                Announce(settlements[i]);
                Remember(settlements[i].FollowUps, results[i].FollowUps);
            }
        }

        Interlocked.Exchange(ref _settled, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        return results;
    }

    private void Remember(IReadOnlyList<NewMessage> messages, IReadOnlyList<AddResult> results)
    {
        for (var i = 0; i < results.Count; i++)
        {
            for (var j = 0; j < results[i].Deliveries.Count; j++)
            {
                var endpoint = messages[i].Deliveries[j].EndpointId;
                var takesRoom = endpoint == "sink" && messages[i].Message.EventType == NewOrder.Type;
                _owed[results[i].Deliveries[j].DeliveryId] = new Owed(endpoint, messages[i].Message.Id, takesRoom);
            }
        }
    }

    private void Announce(Settlement settlement)
    {
        var owed = _owed[settlement.Lease.DeliveryId];
        Console.WriteLine($"recorded {owed.Endpoint} {owed.MessageId} {settlement.State}");
        if (owed.TakesRoom)
        {
            Room.Release();
        }
    }

    private sealed record Owed(string Endpoint, string MessageId, bool TakesRoom);
}
