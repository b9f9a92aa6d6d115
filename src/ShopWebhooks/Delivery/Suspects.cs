using Microsoft.Extensions.Logging;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks.Delivery;

/// <summary>Has those deliveries attempted one at a time whose attempts were lost five times in a row.</summary>
/// <remarks>
/// <para>Such a delivery may be what ends the process, or may only have been under way whenever something else did. When the process ends
/// once more, only the one under way is lost again, and is buried.</para>
/// <para>So the others of its batch are given back before anything of the batch starts: what is still leased when the process ends is lost
/// as well, however little was done about it. Suspects that are leased later, while one is under way, are given back at once; should
/// the process end between these two commits, they are lost without guilt.</para>
/// </remarks>
internal sealed class Suspects(IWebhookStore store, LaneSet lanes, ILogger<Suspects> logger)
{
    /// <summary>After how long the next one is looked for.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    // The fencing token of its lease; zero for none.
    private long _underWay;

    /// <summary>Of what has been leased, those that must wait for another. The first, if there is none under way, becomes that one.</summary>
    public IReadOnlyList<LeasedDelivery> FindWaiting(IReadOnlyList<LeasedDelivery> leased)
    {
        List<LeasedDelivery>? waiting = null;
        foreach (var delivery in leased)
        {
            if (IsSuspect(delivery) && Interlocked.CompareExchange(ref _underWay, delivery.Lease.Token, 0) != 0)
            {
                (waiting ??= []).Add(delivery);
            }
        }

        return waiting ?? [];
    }

    /// <summary>Gives back those that must wait; false when the store did not take them, so that they are still leased.</summary>
    public async Task<bool> TryGiveBackAsync(IReadOnlyList<LeasedDelivery> waiting)
    {
        try
        {
            await store.ReleaseAsync([.. waiting.Select(delivery => delivery.Lease)], Wait, CancellationToken.None);
            lanes.NoteDue(Wait);
            return true;
        }
        catch (Exception exception)
        {
            Log.StepFailed(logger, exception, waiting[0].Message.Id, waiting[0].EndpointId);
            return false;
        }
    }

    /// <summary>Whether it is one of them, and another is under way.</summary>
    public bool MustWait(LeasedDelivery delivery) => IsSuspect(delivery) && Interlocked.Read(ref _underWay) != delivery.Lease.Token;

    /// <summary>An attempt has ended, of whichever delivery.</summary>
    public void End(LeasedDelivery delivery)
    {
        if (Interlocked.Read(ref _underWay) == delivery.Lease.Token)
        {
            Interlocked.Exchange(ref _underWay, 0);
            lanes.NoteDue(Wait);
        }
    }

    private static bool IsSuspect(LeasedDelivery delivery) => delivery.LostInARow == DeliveryDecision.LostLimit;
}
