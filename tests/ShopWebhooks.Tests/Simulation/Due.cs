namespace ShopWebhooks.Tests.Simulation;

/// <summary>When a delivery can be attempted at the earliest.</summary>
/// <param name="SetAt">When that was decided; trouble between then and the attempt may delay it.</param>
/// <param name="At">The time.</param>
internal readonly record struct Due(DateTimeOffset SetAt, DateTimeOffset At);
