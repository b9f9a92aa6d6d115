using System.Globalization;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Transports;

/// <summary>How an attempt ended, as the transport saw it. What follows from it is the engine's decision.</summary>
/// <param name="Outcome">Delivered, failed (try again) or rejected (never try again).</param>
public sealed record TransportResult(AttemptOutcome Outcome)
{
    /// <summary>The endpoint has it.</summary>
    public static TransportResult Delivered { get; } = new(AttemptOutcome.Delivered);

    /// <summary>A failure that a later attempt may overcome.</summary>
    /// <param name="error">What went wrong, in words, without secrets, payload or query string.</param>
    public static TransportResult Failed(string error) => new(AttemptOutcome.Failed) { Error = error };

    /// <summary>A failure that no later attempt can overcome.</summary>
    /// <param name="error">What is wrong, in words, without secrets, payload or query string.</param>
    public static TransportResult Rejected(string error) => new(AttemptOutcome.Rejected) { Error = error };

    /// <summary>A failure for want of an answer.</summary>
    internal static TransportResult NoAnswerWithin(TimeSpan timeout) =>
        Failed(string.Create(CultureInfo.InvariantCulture, $"No answer within {timeout.TotalSeconds:0.#} s."));

    /// <summary>The answer's status code; null when there is none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>What went wrong; null after success.</summary>
    public string? Error { get; init; }

    /// <summary>The beginning of the answer's body, at most 1 KiB; null when there was none.</summary>
    public string? Response { get; init; }

    /// <summary>How long the endpoint asks to be left alone; null when it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// After a failure: the endpoint asks to be left alone altogether, not for this delivery alone. For <see cref="RetryAfter"/>, from one
    /// second to 24 hours; for 5 seconds where that is null.
    /// </summary>
    public bool PauseEndpoint { get; init; }

    /// <summary>The endpoint wants nothing any more: it is disabled, whatever the outcome.</summary>
    public bool DisableEndpoint { get; init; }

    /// <summary>Messages to dispatch in the transaction that records a success; not stored after a failure.</summary>
    public IReadOnlyList<FollowUp> FollowUps { get; init; } = [];

    /// <summary>Documents to write in the transaction that records a success; not stored after a failure.</summary>
    public IReadOnlyList<DocumentWrite> Documents { get; init; } = [];

    /// <summary>The outcome and the status code, without what the endpoint answered.</summary>
    public override string ToString() => StatusCode is { } status ? $"{Outcome} ({status})" : $"{Outcome}";
}
