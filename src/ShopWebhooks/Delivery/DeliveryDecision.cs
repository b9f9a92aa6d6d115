using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Delivery;

/// <summary>What follows from an attempt: pure, with time and chance as parameters.</summary>
internal static class DeliveryDecision
{
    /// <summary>How many lost attempts in a row make a delivery a suspect, which is attempted alone; one more ends it.</summary>
    public const int LostLimit = 5;

    private const int LongestText = 1024;

    private static readonly TimeSpan ShortestRetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(24);

    public static Settlement Decide(
        LeasedDelivery delivery, WebhookEndpoint endpoint, TransportResult result, DateTimeOffset startedAt, TimeSpan duration, Random random)
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
            return new Settlement(delivery.Lease, attempt, DeliveryState.Delivered) { Documents = result.Documents };
        }

        var pause = result is { PauseEndpoint: true, RetryAfter: { } asked }
            ? new EndpointChange(delivery.EndpointId) { PauseFor = asked < LongestPause ? AtLeast(asked) : LongestPause }
            : null;

        if (result.Outcome == AttemptOutcome.Rejected)
        {
            return Dead(delivery, attempt, pause, result.Error ?? "The endpoint rejected it.", "dead: no later attempt can succeed");
        }

        var schedule = endpoint.RetrySchedule;
        if (schedule.WaitAfter(delivery.ScheduledAttempt, random) is not { } wait)
        {
            var last = schedule.MaxAttempts == 1
                ? $"The only attempt failed: {result.Error}"
                : $"All {schedule.MaxAttempts} attempts failed; the last: {result.Error}";
            return Dead(delivery, attempt, pause, last, "dead: that was the last attempt");
        }

        // What an endpoint asks for is the least it wants to be left alone, and each attempt counts: an endpoint that says "5 seconds" while
        // it is down for a minute would otherwise see the last attempt of a schedule of three days. A handler means what it says.
        wait = (result.RetryAfter, pause?.PauseFor) switch
        {
            (null, _) => wait,
            (_, { } pauseFor) => pauseFor > wait ? pauseFor : wait,
            ({ } wanted, null) => AtLeast(wanted),
        };
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
        LeasedDelivery delivery, DeliveryAttempt attempt, EndpointChange? pause, string reason, string decision) =>
        new(delivery.Lease, attempt with { Decision = decision }, DeliveryState.Dead) { Reason = reason, Endpoint = pause };

    // "Retry-After: 0" must not become a loop that burns all attempts within a moment.
    private static TimeSpan AtLeast(TimeSpan asked) => asked > ShortestRetryAfter ? asked : ShortestRetryAfter;
}
