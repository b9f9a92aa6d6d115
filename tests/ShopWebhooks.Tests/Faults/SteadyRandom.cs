namespace ShopWebhooks.Tests.Faults;

/// <summary>Chance without jitter: every wait is as long as its schedule says.</summary>
internal sealed class SteadyRandom() : Random(1)
{
    public override double NextDouble() => 0.5;
}
