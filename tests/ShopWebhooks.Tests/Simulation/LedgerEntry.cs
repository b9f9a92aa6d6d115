using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.Simulation;

/// <summary>One delivery in the ledger.</summary>
internal sealed class LedgerEntry
{
    public required WebhookMessage Message { get; init; }

    /// <summary>The name the simulation gave to the call, the webhook or the follow-up that the message is for.</summary>
    public required string Tag { get; init; }

    public required string EndpointId { get; init; }

    /// <summary>Its place in the order of acceptance.</summary>
    public required int Position { get; init; }

    /// <summary>When it could be attempted at the earliest, while nobody has it; for one that is leased, when the lease ends.</summary>
    public required Due Due { get; set; }

    /// <summary>When the attempt that is or was made last could have begun at the earliest.</summary>
    public Due WasDue { get; set; }

    public DeliveryState State { get; set; } = DeliveryState.Open;

    public string? Reason { get; set; }

    /// <summary>The token of the lease given last; zero when that was settled or released.</summary>
    public long Token { get; set; }

    /// <summary>Whether the lease has been used for an attempt.</summary>
    public bool HasStarted { get; set; }

    /// <summary>Whether the lease has been renewed; that of an attempt that never ends is so for a while only.</summary>
    public bool IsRenewed { get; set; }

    public long SettledToken { get; set; }

    /// <summary>How many attempt numbers are spent.</summary>
    public int Attempt { get; set; }

    /// <summary>How many had been spent when it was last made due again.</summary>
    public int ScheduleStart { get; set; }

    public int LostInARow { get; set; }

    /// <summary>Whether the endpoint itself turned it down for good.</summary>
    public bool WasRejected { get; set; }

    public DateTimeOffset? FirstStart { get; set; }

    /// <summary>Dead, and then replayed or re-armed: it stands outside the order from then on.</summary>
    public bool IsReopened { get; set; }

    /// <summary>It was made due again and has not been leased since.</summary>
    public bool AwaitsAnotherLease { get; set; }

    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>The numbers of the attempts that were recorded as a success.</summary>
    public List<int> Successes { get; } = [];

    public int AttemptsOfSchedule => Attempt - ScheduleStart;

    /// <summary>
    /// Dead without having been rejected, nor lost five times in a row and once more alone, nor attempted as often as it should, nor owed to
    /// an endpoint that was disabled.
    /// </summary>
    public bool IsHasty(int mostAttempts) => Attempt > 0 && !WasRejected && Reason?.StartsWith("EndpointDisabled: ", StringComparison.Ordinal) is not true
        && LostInARow < 6 && AttemptsOfSchedule < mostAttempts;

    public override string ToString() => $"{Tag} to {EndpointId}";
}
