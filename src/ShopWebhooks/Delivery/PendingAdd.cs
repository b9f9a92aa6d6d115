using ShopWebhooks.Storage;

namespace ShopWebhooks.Delivery;

/// <summary>A message whose caller waits until it is in the store.</summary>
/// <param name="planned">The message.</param>
/// <param name="waitsForRoom">The caller waits for room, too.</param>
internal sealed class PendingAdd(PlannedMessage planned, bool waitsForRoom)
    : TaskCompletionSource<AddResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private CancellationTokenRegistration _registration;

    public PlannedMessage Planned => planned;

    public bool WaitsForRoom => waitsForRoom;

    /// <summary>The line in which it waits; null where it does not.</summary>
    public WaitingLine? Line { get; set; }

    /// <summary>How often room had come free when it was last given to the store.</summary>
    public long FreedBefore { get; set; }

    public void WatchFor(CancellationToken cancellationToken) => _registration = cancellationToken.UnsafeRegister(
        static (pending, token) => ((PendingAdd)pending!).TrySetCanceled(token), this);

    public void StopWatching() => _registration.Dispose();

    /// <summary>Ends the wait, because the host stops and nothing will make room.</summary>
    public void Refuse()
    {
        StopWatching();
        TrySetException(new InvalidOperationException(
            "The event was not accepted: the store has no room, and the host stops; dispatch it again after the restart."));
    }
}
