namespace ShopWebhooks.Storage;

/// <summary>What was leased.</summary>
/// <param name="Deliveries">The deliveries; each is the caller's alone until its lease ends.</param>
/// <param name="NextDue">
/// How long until it is worth asking again for the lanes that still have room after this batch: zero when more is due now; null when
/// nothing is open in them. A leased delivery counts with the end of its lease, a paused lane with the end of its pause, a disabled one
/// not at all. It may be early, never late.
/// A store that other processes write to returns no more than its own safety interval.
/// </param>
public sealed record LeaseBatch(IReadOnlyList<LeasedDelivery> Deliveries, TimeSpan? NextDue);
