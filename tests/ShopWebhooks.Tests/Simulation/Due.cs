namespace ShopWebhooks.Tests.Simulation;

/// <summary>When a delivery can be attempted at the earliest.</summary>
/// <param name="SetAt">When that was decided; trouble between then and the attempt may delay it.</param>
/// <param name="At">The time.</param>
internal readonly record struct Due(DateTimeOffset SetAt, DateTimeOffset At)
{
    /// <summary>When the one and the other time have come.</summary>
    public Due And(Due other) => new(SetAt < other.SetAt ? SetAt : other.SetAt, At > other.At ? At : other.At);
}
