using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

/// <summary>What a store must agree with, kept as simply as can be: every question goes through everything.</summary>
internal sealed class StoreModel(params string[] endpoints)
{
    private static readonly TimeSpan KeyWindow = TimeSpan.FromDays(7);

    private readonly Dictionary<string, TimeSpan> _pausedUntil = [];

    public TimeSpan Now { get; private set; }

    public IReadOnlyList<string> Endpoints { get; } = endpoints;

    public List<ModelMessage> Messages { get; } = [];

    public Dictionary<string, long> Versions { get; } = [];

    public IEnumerable<ModelMessage> Held => Messages.Where(message => !message.IsPurged);

    public IEnumerable<ModelDelivery> Deliveries => Held.SelectMany(message => message.Deliveries);

    public void Advance(TimeSpan by) => Now += by;

    public void Pause(string endpoint, TimeSpan duration) => _pausedUntil[endpoint] =
        duration <= TimeSpan.Zero ? default : TimeSpan.FromTicks(Math.Max(_pausedUntil.GetValueOrDefault(endpoint).Ticks, (Now + duration).Ticks));

    public bool IsPaused(string endpoint) => _pausedUntil.GetValueOrDefault(endpoint) > Now;

    /// <summary>The store has answered an add.</summary>
    public void Add(NewMessage item, AddResult result, bool isExact)
    {
        if (Known(item.Message) is { } known)
        {
            (result.Outcome, result.MessageId).Should().Be((AddOutcome.Known, known.Message.Id));
            var dead = item.RearmDead && !known.IsPurged
                ? known.Deliveries.FindAll(delivery => delivery.State == DeliveryState.Dead)
                : [];
            dead.ForEach(delivery => delivery.Reopen(Now));
            result.Rearmed.Should().Be(dead.Count);
            return;
        }

        (result.Outcome, result.MessageId, result.Deliveries.Count).Should().Be((AddOutcome.Added, item.Message.Id, item.Deliveries.Count));
        var message = new ModelMessage(item.Message, Now);
        Messages.Add(message);
        foreach (var (asked, added) in item.Deliveries.Zip(result.Deliveries))
        {
            var delivery = new ModelDelivery(added.DeliveryId, asked.EndpointId, item.Message.OrderingKey) { VisibleAt = Now + asked.DueIn };
            message.Deliveries.Add(delivery);
            added.IsBehind.Should().Be(IsBehind(delivery));
            if (isExact)
            {
                added.HandedOff.Should().Be(asked.Lease is not null && CanBeLeased(delivery), "a hand-off is declined for a reason only");
            }

            if (added.HandedOff)
            {
                Lease(delivery.Number, asked.Lease!.Value.Token, asked.Lease.Value.Duration);
            }
        }
    }

    /// <summary>The store has leased a delivery: was it free, due, its turn, and its endpoint open?</summary>
    public ModelDelivery Lease(long number, long token, TimeSpan duration)
    {
        var delivery = Deliveries.Should().ContainSingle(one => one.Number == number).Subject;
        CanBeLeased(delivery).Should().BeTrue("delivery {0} was leased", number);
        delivery.Give(token, Now + duration);
        return delivery;
    }

    public bool CanBeLeased(ModelDelivery delivery) =>
        delivery.IsOpen && delivery.VisibleAt <= Now && !IsPaused(delivery.Endpoint) && !IsBehind(delivery);

    public void End(ModelDelivery delivery, DeliveryState state)
    {
        delivery.End(state);
        Held.Single(message => message.Deliveries.Contains(delivery)).FinishedAt = Now;
    }

    /// <summary>Whether the store should have replayed; given the number that the delivery got where it is new.</summary>
    public bool Replay(ModelMessage message, string endpoint, TimeSpan dueIn, Func<long> newNumber)
    {
        var delivery = message.Deliveries.Find(one => one.Endpoint == endpoint);
        if (message.IsPurged || delivery is { IsOpen: true })
        {
            return false;
        }

        if (delivery is null)
        {
            message.Deliveries.Add(delivery = new ModelDelivery(newNumber(), endpoint, orderingKey: null));
        }

        delivery.Reopen(Now + dueIn);
        return true;
    }

    public int Purge(Retention retention)
    {
        var finished = Held.Where(message => message.IsFinishedFor(retention, Now)).ToList();
        finished.ForEach(message => message.IsPurged = true);
        return finished.Count;
    }

    public bool IsBehind(ModelDelivery delivery) => delivery.Line is { } line && Deliveries.Any(other =>
        other.IsOpen && other.Number < delivery.Number && other.Endpoint == delivery.Endpoint && other.Line == line);

    private ModelMessage? Known(WebhookMessage message) => message.DedupeKey is null ? null : Messages.FindLast(
        other => other.Message.DedupeKey == message.DedupeKey && (!other.IsPurged || Now - other.AcceptedAt < KeyWindow));
}
