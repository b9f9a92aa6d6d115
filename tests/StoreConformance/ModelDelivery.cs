using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal sealed class ModelDelivery(long number, string endpoint, string? orderingKey)
{
    public long Number { get; } = number;

    public string Endpoint { get; } = endpoint;

    /// <summary>The line it stands in; null for none, as after a replay.</summary>
    public string? Line { get; private set; } = orderingKey;

    public DeliveryState State { get; private set; } = DeliveryState.Open;

    /// <summary>When it is due or, while somebody has its token, when the lease ends.</summary>
    public TimeSpan VisibleAt { get; set; }

    public long Token { get; private set; }

    public int Attempt { get; private set; }

    public int LostInARow { get; private set; }

    /// <summary>What is recorded of its attempts.</summary>
    public List<(int Number, AttemptOutcome Outcome)> Attempts { get; } = [];

    public DeliveryLease Lease => new(Number, Token);

    public bool IsOpen => State == DeliveryState.Open;

    private int ScheduleStart { get; set; }

    public int ScheduledAttempt => Attempt - ScheduleStart;

    public DeliveryState StateAt(TimeSpan now) => IsOpen && Token != 0 && VisibleAt > now ? DeliveryState.Leased : State;

    public void Give(long token, TimeSpan until)
    {
        if (Token != 0)
        {
            Attempts.Add((Attempt, AttemptOutcome.Lost));
            LostInARow++;
        }

        Attempt++;
        Token = token;
        VisibleAt = until;
    }

    public void GiveBack(TimeSpan dueAt)
    {
        Token = 0;
        Attempt--;
        VisibleAt = dueAt;
    }

    /// <summary>An attempt was settled; what follows is for the caller to say.</summary>
    public void Record(AttemptOutcome outcome, TimeSpan dueAt)
    {
        Attempts.Add((Attempt, outcome));
        LostInARow = 0;
        Token = 0;
        VisibleAt = dueAt;
    }

    public void End(DeliveryState state)
    {
        State = state;
        Token = 0;
        Line = null;
    }

    /// <summary>Made due again, outside the order and with its schedule from the start.</summary>
    public void Reopen(TimeSpan dueAt)
    {
        State = DeliveryState.Open;
        ScheduleStart = Attempt;
        LostInARow = 0;
        VisibleAt = dueAt;
    }
}
