namespace ShopWebhooks.Benchmarks.Storage;

/// <summary>A request that waits to be stored before it is answered.</summary>
/// <param name="Source">Whose it is.</param>
/// <param name="DedupeKey">By which it is known when it comes again.</param>
/// <param name="Body">Its body.</param>
internal sealed record ReceivedRow(string Source, string DedupeKey, byte[] Body)
{
    /// <summary>Completes when it is on the disk.</summary>
    public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
