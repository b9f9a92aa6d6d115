using ShopWebhooks.Events;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.Simulation;

/// <summary>Those who want something of the application: its own code that dispatches, senders that repeat themselves, an operator.</summary>
internal sealed class Callers(World world)
{
    /// <summary>The tenant with the most to tell; what fills all lanes is for it as well.</summary>
    public const string BusyTenant = "acme";

    public const string OtherTenant = "bella";

    private readonly Dictionary<string, (WebhookEvent Event, DispatchOptions Options)> _idempotent = new(StringComparer.Ordinal);
    private int _dispatches;
    private int _webhooks;

    public void DispatchSome(SimulatedProcess process) => Burst(process, DispatchOne);

    public void SendSome(SimulatedProcess process) => Burst(process, SendOne);

    /// <summary>An operator replays a dead letter.</summary>
    public void ReplayOne(SimulatedProcess process)
    {
        var dead = world.Ledger.Entries.Where(entry => entry.State == DeliveryState.Dead && !world.Stored.IsGone(entry.EndpointId)).ToArray();
        if (dead.Length > 0)
        {
            process.Replay(world.OneOf(dead));
        }
    }

    /// <summary>Somebody adds, changes or deletes endpoints, all at the same time.</summary>
    public void ChangeEndpoints(SimulatedProcess process) => Burst(process, ChangeOne);

    /// <summary>A sender repeats what became a dead letter here.</summary>
    public void SendDeadOneAgain(SimulatedProcess process)
    {
        if (DeadWebhooks() is { Count: > 0 } dead)
        {
            process.Do(() => Send(process, world.OneOf(dead)));
        }
    }

    /// <summary>Of every kind so many, each in a moment of its own, by callers who wait as long as it takes.</summary>
    public void DispatchAndSendPlenty(SimulatedProcess process, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            process.Do(() =>
            {
                var order = new NewOrder { CustomerId = $"{BusyTenant}/{i}order", Status = OrderStatus.Paid };
                var options = new DispatchOptions { Tenant = BusyTenant };
                Dispatch(process, order, options, Timeout.InfiniteTimeSpan);
                Dispatch(process, new NewLead { CustomerId = $"{BusyTenant}/{i}lead" }, options, Timeout.InfiniteTimeSpan);
                Send(process, $"{i}message");
            });
        }
    }

    private void Burst(SimulatedProcess process, Action<SimulatedProcess> one) => process.Do(() =>
    {
        for (var more = world.OneOf(1, 1, 2, 6); more > 0; more--)
        {
            one(process);
        }
    });

    private void ChangeOne(SimulatedProcess process)
    {
        // Also where it is not there, or there already: an answer that was lost makes people try again.
        var endpoint = world.OneOf<SimulatedEndpoint>([.. world.Endpoints.Where(endpoint => endpoint.Stored is not null)]);
        switch (world.Chance.Next(endpoint.Stored!.Newest is null ? 4 : 9))
        {
            case 0:
                process.Delete(endpoint);
                break;
            case < 4:
                process.Add(endpoint, Interest.Any(world));
                break;
            case < 7:
                process.Change(endpoint, Interest.Any(world));
                break;
            default:
                process.Rotate(endpoint, world.OneOf(TimeSpan.Zero, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1)));
                break;
        }
    }

    private void DispatchOne(SimulatedProcess process)
    {
        if (_idempotent.Count > 0 && world.Happens(200))
        {
            var (again, sameOptions) = _idempotent[world.OneOf<string>([.. _idempotent.Keys])];
            Dispatch(process, again, sameOptions);
            return;
        }

        var tenant = world.OneOf(null, BusyTenant, BusyTenant, OtherTenant);
        var tag = tenant is null ? $"d{++_dispatches}" : $"{tenant}/d{++_dispatches}";
        var options = new DispatchOptions
        {
            Tenant = tenant,
            OrderingKey = world.OneOf(null, null, null, "a", "b"),
            IdempotencyKey = world.OneOf(null, null, tag),
            NotBefore = world.Happens(100) ? world.Time.GetUtcNow() + world.UpTo(TimeSpan.FromMinutes(1)) : null,
        };
        WebhookEvent webhookEvent = world.Happens(800)
            ? new NewOrder { CustomerId = tag, Status = world.Happens(700) ? OrderStatus.Paid : OrderStatus.Pending }
            : new NewLead { CustomerId = tag };
        if (options.NotBefore is { } notBefore)
        {
            world.Ledger.HoldBack(tag, notBefore);
        }

        if (options.IdempotencyKey is not null)
        {
            _idempotent.Add(tag, (webhookEvent, options));
        }

        Dispatch(process, webhookEvent, options);
    }

    private void Dispatch(SimulatedProcess process, WebhookEvent webhookEvent, DispatchOptions options) => Dispatch(
        process, webhookEvent, options, world.Happens(50) ? world.UpTo(TimeSpan.FromSeconds(0.2)) : Timeout.InfiniteTimeSpan);

    private void Dispatch(SimulatedProcess process, WebhookEvent webhookEvent, DispatchOptions options, TimeSpan patience)
    {
        world.Stored.Ask(webhookEvent.CustomerId!);
        process.Dispatch(webhookEvent, options, patience, receipt => world.Ledger.Promise(webhookEvent.CustomerId!, receipt.MessageId));
    }

    private void SendOne(SimulatedProcess process)
    {
        var dead = DeadWebhooks();
        switch (world.Chance.Next(10))
        {
            case < 3 when _webhooks > 0:
                Send(process, $"w{1 + world.Chance.Next(_webhooks)}");
                break;
            case < 5 when dead.Count > 0:
                Send(process, world.OneOf(dead));
                break;
            default:
                Send(process, $"w{++_webhooks}");
                break;
        }
    }

    private void Send(SimulatedProcess process, string id)
    {
        var wasPromised = world.Ledger.IsPromised(id);
        process.Receive(id, result =>
        {
            if (result.Outcome is ReceiveOutcome.Accepted or ReceiveOutcome.Duplicate)
            {
                world.Ledger.Promise(id, result.MessageId!);
            }

            if (wasPromised && result.Outcome == ReceiveOutcome.Accepted)
            {
                world.History.Violate(Invariant.A_duplicate_is_acknowledged_and_not_handled_again, $"{id} is accepted twice");
            }
        });
    }

    private IReadOnlyList<string> DeadWebhooks() =>
    [
        .. world.Ledger.Entries
            .Where(entry => entry is { State: DeliveryState.Dead, Message.Origin: SimulatedEndpoint.Source })
            .Select(entry => entry.Tag),
    ];
}
