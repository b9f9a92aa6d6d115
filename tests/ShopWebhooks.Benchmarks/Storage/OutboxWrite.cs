namespace ShopWebhooks.Benchmarks.Storage;

/// <summary>Something that waits to be written by the hand-written outbox.</summary>
/// <param name="Ended">The delivery that has come to its end; null for a new message.</param>
internal sealed record OutboxWrite(long? Ended)
{
    /// <summary>Completes when it is on the disk, with the number of the delivery.</summary>
    public TaskCompletionSource<long> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
