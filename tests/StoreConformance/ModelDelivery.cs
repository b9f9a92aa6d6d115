using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal sealed class ModelDelivery
{
    public required long Number { get; init; }

    public required string Endpoint { get; init; }

    public required string? OrderingKey { get; init; }

    public DeliveryState State { get; set; } = DeliveryState.Open;

    public long Token { get; set; }

    public TimeSpan LeaseEnd { get; set; }

    public int Attempt { get; set; }

    public DeliveryLease Lease => new(Number, Token);

    public void End(DeliveryState state)
    {
        Token = 0;
        State = state;
    }

    public void GiveBack()
    {
        Token = 0;
        Attempt--;
    }
}
