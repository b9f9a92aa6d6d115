using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;
using ShopWebhooks.Transports;
using static System.FormattableString;

namespace ShopWebhooks.Delivery;

/// <summary>What follows from an attempt: pure, with time and chance as parameters.</summary>
internal static class DeliveryDecision
{
    /// <summary>How many lost attempts in a row make a delivery a suspect, which is attempted alone; one more ends it.</summary>
    public const int LostLimit = 5;

    private const int LongestText = 1024;

    private static readonly TimeSpan ShortestRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>What becomes of a delivery after an attempt.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="endpoint">Its endpoint.</param>
    /// <param name="result">How the attempt ended.</param>
    /// <param name="verdict">What the attempt tells about the endpoint; null for nothing.</param>
    /// <param name="disabledReason">Why the endpoint is disabled; null when it is not.</param>
    /// <param name="startedAt">When the attempt started.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="random">The source of the jitter.</param>
    public static Settlement Decide(
        LeasedDelivery delivery, WebhookEndpoint endpoint, TransportResult result, EndpointChange? verdict, string? disabledReason,
        DateTimeOffset startedAt, TimeSpan duration, Random random)
    {
        // Texts of transports and handlers, which may quote a stranger.
        if (result is not { Error: null, Response: null })
        {
            result = result with { Error = StoredText.Clean(result.Error, LongestText), Response = StoredText.Clean(result.Response, LongestText) };
        }

        var attempt = new DeliveryAttempt
        {
            Number = delivery.Attempt,
            StartedAt = startedAt,
            Duration = duration,
            Outcome = result.Outcome,
            StatusCode = result.StatusCode,
            Error = result.Error,
            Response = result.Response,
            Decision = "delivered",
        };

        if (result.Outcome == AttemptOutcome.Delivered)
        {
            // Who takes a message may ask for no more.
            attempt = verdict is null ? attempt : attempt with { Decision = Explain(attempt.Decision, verdict) };
            return new Settlement(delivery.Lease, attempt, DeliveryState.Delivered) { Documents = result.Documents, Endpoint = verdict };
        }

        if (result.Outcome == AttemptOutcome.Rejected)
        {
            return Dead(delivery, attempt, verdict, result.Error ?? "The endpoint rejected it.", "dead: no later attempt can succeed");
        }

        if (disabledReason is not null)
        {
            return Dead(delivery, attempt, verdict, DisabledReason(disabledReason), "dead: the endpoint is disabled");
        }

        var schedule = endpoint.RetrySchedule;
        if (schedule.WaitAfter(delivery.ScheduledAttempt, random) is not { } wait)
        {
            var last = schedule.MaxAttempts == 1
                ? $"The only attempt failed: {result.Error}"
                : $"All {schedule.MaxAttempts} attempts failed; the last: {result.Error}";
            return Dead(delivery, attempt, verdict, last, "dead: that was the last attempt");
        }

        // What an endpoint asks for is the least it wants to be left alone, and each attempt counts: an endpoint that says "5 seconds" while
        // it is down for a minute would otherwise see the last attempt of a schedule of three days. A handler means what it says. A pause
        // for failures in a row is not waited for here: to wait out a pause spends no attempt.
        wait = result.RetryAfter is not { } asked ? wait
            : !result.PauseEndpoint ? AtLeast(asked)
            : verdict?.PauseFor is { } pause && asked > wait ? (asked < pause ? asked : pause)
            : wait;
        var decision = Invariant($"retry in {Math.Round(wait.TotalSeconds, 1)} s (attempt {delivery.ScheduledAttempt} of {schedule.MaxAttempts})");
        return new Settlement(delivery.Lease, attempt with { Decision = Explain(decision, verdict) }, DeliveryState.Open)
        {
            RetryIn = wait,
            Endpoint = verdict,
        };
    }

    /// <summary>The reason of dead letters that an endpoint is owed while it is disabled.</summary>
    public static string DisabledReason(string reason) => $"EndpointDisabled: {reason}";

    /// <summary>The end of a delivery whose attempts keep being lost.</summary>
    public static Settlement Bury(LeasedDelivery delivery, DateTimeOffset now)
    {
        var reason = $"{delivery.LostInARow} attempts in a row were lost: the process ended in the middle of each, or none came to an end.";
        var attempt = new DeliveryAttempt
        {
            Number = delivery.Attempt,
            StartedAt = now,
            Duration = TimeSpan.Zero,
            Outcome = AttemptOutcome.Rejected,
            Error = reason,
            Decision = "",
        };
        return Dead(delivery, attempt, null, reason, "dead: not attempted again");
    }

    private static Settlement Dead(
        LeasedDelivery delivery, DeliveryAttempt attempt, EndpointChange? verdict, string reason, string decision) =>
        new(delivery.Lease, attempt with { Decision = Explain(decision, verdict) }, DeliveryState.Dead) { Reason = reason, Endpoint = verdict };

    private static string Explain(string decision, EndpointChange? verdict) =>
        verdict?.Disable is not null ? $"{decision}; the endpoint is disabled"
        : verdict?.PauseFor is { } pause ? Invariant($"{decision}; the endpoint is paused for {Math.Round(pause.TotalSeconds, 1)} s")
        : decision;

    // "Retry-After: 0" must not become a loop that burns all attempts within a moment.
    private static TimeSpan AtLeast(TimeSpan asked) => asked > ShortestRetryAfter ? asked : ShortestRetryAfter;
}
