using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Delivery;

/// <summary>What follows from an attempt: pure, with time and chance as parameters.</summary>
internal static class DeliveryDecision
{
    /// <summary>How many lost attempts in a row end a delivery: it is probably what ends the process.</summary>
    public const int LostLimit = 5;

    private const int LongestText = 1024;

    private static readonly TimeSpan ShortestRetryAfter = TimeSpan.FromSeconds(1);

    public static Settlement Decide(
        LeasedDelivery delivery, WebhookEndpoint endpoint, TransportResult result, DateTimeOffset startedAt, TimeSpan duration, Random random)
    {
        // Texts of transports and handlers, which may quote a stranger.
        result = result with { Error = StoredText.Clean(result.Error, LongestText), Response = StoredText.Clean(result.Response, LongestText) };
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
            return new Settlement(delivery.Lease, attempt, DeliveryState.Delivered) { Documents = result.Documents };
        }

        var pause = result is { PauseEndpoint: true, RetryAfter: { } asked }
            ? new EndpointChange(delivery.EndpointId) { PauseFor = AtLeast(asked) }
            : null;

        if (result.Outcome == AttemptOutcome.Rejected)
        {
            return Dead(delivery, attempt, pause, result.Error ?? "The endpoint rejected it.", "dead: no later attempt can succeed");
        }

        var schedule = endpoint.RetrySchedule;
        if (schedule.WaitAfter(delivery.ScheduledAttempt, random) is not { } wait)
        {
            var last = $"All {schedule.MaxAttempts} attempts failed; the last: {result.Error}";
            return Dead(delivery, attempt, pause, last, "dead: that was the last attempt");
        }

        wait = result.RetryAfter is { } wanted ? AtLeast(wanted) : wait;
        var decision = $"retry in {Math.Round(wait.TotalSeconds, 1)} s (attempt {delivery.ScheduledAttempt} of {schedule.MaxAttempts})";
        return new Settlement(delivery.Lease, attempt with { Decision = decision }, DeliveryState.Open)
        {
            RetryIn = wait,
            Endpoint = pause,
        };
    }

    /// <summary>The end of a delivery whose attempts keep being lost.</summary>
    public static Settlement Bury(LeasedDelivery delivery, DateTimeOffset now)
    {
        var reason = $"{delivery.LostInARow} attempts in a row were lost: the process ended in the middle of each.";
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
        LeasedDelivery delivery, DeliveryAttempt attempt, EndpointChange? pause, string reason, string decision) =>
        new(delivery.Lease, attempt with { Decision = decision }, DeliveryState.Dead) { Reason = reason, Endpoint = pause };

    // "Retry-After: 0" must not become a loop that burns all attempts within a moment.
    private static TimeSpan AtLeast(TimeSpan asked) => asked > ShortestRetryAfter ? asked : ShortestRetryAfter;
}
