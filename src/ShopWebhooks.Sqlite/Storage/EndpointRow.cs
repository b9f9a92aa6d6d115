using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>An endpoint as the file has it, remembered by the writing thread.</summary>
/// <param name="number">Its number in the file.</param>
/// <param name="id">Its id.</param>
internal sealed class EndpointRow(long number, string id)
{
    public const string Columns = "number, id, consecutive_failures, failing_since, paused_until, disabled_reason";

    public long Number => number;

    public string Id => id;

    public int ConsecutiveFailures { get; set; }

    public long FailingSince { get; set; }

    public long PausedUntil { get; set; }

    public string? DisabledReason { get; set; }

    /// <summary>Whether nothing of it may be leased now.</summary>
    public bool IsClosed(long now) => DisabledReason is not null || PausedUntil > now;

    public void Change(EndpointChange change, long now)
    {
        if (change.Failed is true)
        {
            FailingSince = ConsecutiveFailures++ == 0 ? now : FailingSince;
        }
        else if (change.Failed is false)
        {
            ConsecutiveFailures = 0;
        }

        if (change.PauseFor is { } pause)
        {
            PausedUntil = pause <= TimeSpan.Zero ? 0 : Math.Max(PausedUntil, StoreClock.After(now, pause));
        }

        if (change.Disable is { } reason)
        {
            DisabledReason = reason.Length == 0 ? null : reason;
        }
    }

    public EndpointState ToState(long now) => new(Id)
    {
        ConsecutiveFailures = ConsecutiveFailures,
        FailingFor = ConsecutiveFailures > 0 ? TimeSpan.FromTicks(now - FailingSince) : null,
        PausedFor = PausedUntil > now ? TimeSpan.FromTicks(PausedUntil - now) : null,
        DisabledReason = DisabledReason,
    };

    /// <summary>Whether there is anything to tell about it.</summary>
    public bool HasState(long now) => ConsecutiveFailures > 0 || DisabledReason is not null || PausedUntil > now;
}
