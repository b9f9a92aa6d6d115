namespace ShopWebhooks.Storage.InMemory;

/// <summary>A delivery that the store holds.</summary>
/// <remarks>
/// An open delivery is in exactly one place: among the due ones of its endpoint (<see cref="DueStamp"/> is set), among its leased ones
/// (only <see cref="Token"/> is), or behind the head of its ordering line (neither is). A lease that ran out moves it from leased to due
/// and leaves the token: until another lease is given, the holder may still settle.
/// </remarks>
internal sealed class DeliveryEntry(long number, MessageEntry message, EndpointEntry endpoint) : Chained<DeliveryEntry>
{
    private DeliveryAttempt[] _earlierAttempts = [];
    private DeliveryAttempt? _lastAttempt;

    public long Number { get; } = number;

    public MessageEntry Message { get; } = message;

    public EndpointEntry Endpoint { get; set; } = endpoint;

    public Uri? Address { get; init; }

    public DeliveryBody? Body { get; init; }

    public DeliveryEntry? NextOfMessage { get; set; }

    /// <summary>Open or a final state; leased is open with a token.</summary>
    public DeliveryState State { get; set; }

    public string? Reason { get; set; }

    /// <summary>When it is due or, while it is leased, when the lease ends.</summary>
    public long VisibleAt { get; set; }

    /// <summary>The token of the lease; zero without one.</summary>
    public long Token { get; set; }

    /// <summary>The token of the lease that was settled last, by which a repeated settlement is known; zero before the first.</summary>
    public long SettledToken { get; set; }

    public long LeasedAt { get; set; }

    /// <summary>How many attempt numbers have been spent.</summary>
    public int Attempt { get; set; }

    /// <summary>How many of them had been spent when the retry schedule last began.</summary>
    public int ScheduleStart { get; set; }

    public int LostInARow { get; set; }

    /// <summary>Its entry in the endpoint's queue of due deliveries; zero while it is not due there.</summary>
    public long DueStamp { get; set; }

    /// <summary>The line it stands in; null without an ordering key, once final, and for replays.</summary>
    public OrderingLine? Line { get; set; }

    public bool IsHeldBy(long token) => Token == token && token != 0;

    public bool WasSettledBy(long token) => SettledToken == token && token != 0;

    public void Record(DeliveryAttempt attempt)
    {
        if (_lastAttempt is not null)
        {
            _earlierAttempts = [.. _earlierAttempts, _lastAttempt];
        }

        _lastAttempt = attempt;
    }

    public LeasedDelivery ToLeased() => new()
    {
        Lease = new DeliveryLease(Number, Token),
        EndpointId = Endpoint.Id,
        Message = Message.Message,
        Attempt = Attempt,
        ScheduledAttempt = Attempt - ScheduleStart,
        LostInARow = LostInARow,
        Address = Address,
        Body = Body,
    };

    /// <summary>Whether it stands behind another of its ordering key.</summary>
    public bool IsBehind => Line is { } line && line.Head != this;

    /// <summary>Whether it was due already at that time, and could have been leased but for its endpoint.</summary>
    public bool IsDueSince(long time) => State == DeliveryState.Open && VisibleAt <= time && !IsBehind;

    public DeliveryState StateAt(long now) =>
        State == DeliveryState.Open && Token != 0 && VisibleAt > now ? DeliveryState.Leased : State;

    public DeliveryRecord ToRecord(long now, bool includeContent)
    {
        var state = StateAt(now);
        return new DeliveryRecord
        {
            DeliveryId = Number,
            EndpointId = Endpoint.Id,
            Message = includeContent ? Message.Message : Message.Message with { Payload = default },
            State = state,
            Reason = Reason,
            DueIn = state == DeliveryState.Open ? TimeSpan.FromTicks(Math.Max(VisibleAt - now, 0)) : null,
            Attempts = _lastAttempt is null || !includeContent ? [] : [.. _earlierAttempts, _lastAttempt],
        };
    }
}
