using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

/// <summary>What a store must agree with: who holds which delivery until when, and which stand behind which.</summary>
internal sealed class StoreModel(IReadOnlyList<string> endpoints)
{
    private TimeSpan _now;

    public IReadOnlyList<string> Endpoints { get; } = endpoints;

    public List<ModelDelivery> Deliveries { get; } = [];

    public void Advance(TimeSpan by) => _now += by;

    public void Add(long number, string endpoint, string? orderingKey) =>
        Deliveries.Add(new ModelDelivery { Number = number, Endpoint = endpoint, OrderingKey = orderingKey });

    /// <summary>The store has leased a delivery: was it free, its turn, and the attempt the next one?</summary>
    public void Lease(long number, long token, int attempt, TimeSpan duration)
    {
        var delivery = Get(number);
        delivery.State.Should().Be(DeliveryState.Open, "what is final is never leased");
        (delivery.Token == 0 || delivery.LeaseEnd <= _now).Should().BeTrue("delivery {0} is held by another", number);
        IsBehindAnother(number).Should().BeFalse("delivery {0} stands behind an earlier one of its key", number);
        attempt.Should().Be(++delivery.Attempt, "each lease spends one number");
        delivery.Token = token;
        delivery.LeaseEnd = _now + duration;
    }

    public bool IsBehindAnother(long number)
    {
        var delivery = Get(number);
        return delivery.OrderingKey is not null && Deliveries.Exists(other => other.State == DeliveryState.Open
            && other.Number < number && other.Endpoint == delivery.Endpoint && other.OrderingKey == delivery.OrderingKey);
    }

    /// <summary>Some delivery that somebody holds, be the lease over or not, as long as no other has it.</summary>
    public ModelDelivery? AnyWithToken(int choice) => Any(choice, delivery => delivery.Token != 0);

    public ModelDelivery? AnyOpen(int choice) => Any(choice, delivery => delivery.State == DeliveryState.Open);

    private ModelDelivery Get(long number) => Deliveries.Find(delivery => delivery.Number == number)!;

    private ModelDelivery? Any(int choice, Predicate<ModelDelivery> match) =>
        Deliveries.FindAll(match) is { Count: > 0 } matches ? matches[choice % matches.Count] : null;
}
