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

    private InFlight? _underWay;

    /// <summary>Whether it is one of them.</summary>
    public static bool Includes(LeasedDelivery delivery) => delivery.LostInARow == DeliveryDecision.LostLimit;

    /// <summary>Gives back those that must wait for another; returns what may start.</summary>
    public async ValueTask<IReadOnlyList<LeasedDelivery>> SetAsideAsync(IReadOnlyList<LeasedDelivery> leased)
    {
        var waiting = leased.Where(Includes).Skip(Volatile.Read(ref _underWay) is null ? 1 : 0).ToArray();
        if (waiting.Length == 0)
        {
            return leased;
        }

        try
        {
            await store.ReleaseAsync(Array.ConvertAll(waiting, delivery => delivery.Lease), Wait, CancellationToken.None);
            lanes.NoteDue(Wait);
            WakeLanesOf(waiting);
            return [.. leased.Except(waiting)];
        }
        catch (Exception exception)
        {
            // They are leased still, and the courier, which finds them waiting, tries again.
            Log.StepFailed(logger, exception, waiting[0].Message.Id, waiting[0].EndpointId);
            return leased;
        }
    }

    /// <summary>This is the one under way from now on, unless there is another.</summary>
    public void TryTake(InFlight flight) => Interlocked.CompareExchange(ref _underWay, flight, null);

    /// <summary>Whether it is one of them, and another is under way.</summary>
    public bool MustWait(InFlight flight) => Includes(flight.Delivery) && Volatile.Read(ref _underWay) != flight;

    /// <summary>An attempt has ended, of whichever delivery.</summary>
    public void End(InFlight flight)
    {
        if (Interlocked.CompareExchange(ref _underWay, null, flight) == flight)
        {
            lanes.NoteDue(Wait);
        }
    }

    // They had filled their lanes as far as the pump knows, and others may be due there.
    private void WakeLanesOf(LeasedDelivery[] waiting)
    {
        foreach (var endpointId in waiting.Select(delivery => delivery.EndpointId).Distinct(StringComparer.Ordinal))
        {
            if (lanes.Find(endpointId) is { } lane)
            {
                lanes.Wake(lane);
            }
        }
    }
}
