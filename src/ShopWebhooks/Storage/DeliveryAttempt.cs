namespace ShopWebhooks.Storage;

/// <summary>One try of a delivery, as it is kept.</summary>
public sealed record DeliveryAttempt
{
    /// <summary>Its number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>When it started (UTC).</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How it ended.</summary>
    public required AttemptOutcome Outcome { get; init; }

    /// <summary>The answer's status code; null when there was no answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>What went wrong, in words, without secrets, payload or query string; null after success.</summary>
    public string? Error { get; init; }

    /// <summary>The first 1 KiB of the answer's body as text; null when there was none.</summary>
    public string? Response { get; init; }

    /// <summary>What was decided and why, in words: "delivered", "retry in 287 s (attempt 2 of 10)".</summary>
    public required string Decision { get; init; }

    /// <summary>The outcome and the status code, without what the endpoint answered.</summary>
    public override string ToString() => StatusCode is { } status ? $"attempt {Number}: {Outcome} ({status})" : $"attempt {Number}: {Outcome}";
}
