using ShopWebhooks.Delivery;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Delivery;

internal sealed class DeliveryDecisionTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static IEnumerable<TestCaseData> Table =>
    [
        Row("delivered", 1, ScriptedTransport.Ok, DeliveryState.Delivered, null, null, null),
        Row("first failure", 1, ScriptedTransport.Broken, DeliveryState.Open, 10, null, null),
        Row("second failure", 2, ScriptedTransport.Broken, DeliveryState.Open, 100, null, null),
        Row("last failure", 3, ScriptedTransport.Broken, DeliveryState.Dead, null, null, "All 3 attempts failed; the last: It answered 500."),
        Row("rejected", 1, TransportResult.Rejected("Gone."), DeliveryState.Dead, null, null, "Gone."),
        Row("rejected without a word", 1, new TransportResult(AttemptOutcome.Rejected), DeliveryState.Dead, null, null, "The endpoint rejected it."),
        Row("asked for later", 1, After(7200, pause: false), DeliveryState.Open, 7200, null, null),
        Row("asked for a pause", 2, After(7200, pause: true), DeliveryState.Open, 7200, 7200, null),
        Row("asked for less than the schedule's wait", 2, After(5, pause: true), DeliveryState.Open, 100, 5, null),
        Row("asked for no wait, itself alone", 2, After(0, pause: false), DeliveryState.Open, 1, null, null),
        Row("asked for more than the longest pause", 1, After(7 * 86_400, pause: true), DeliveryState.Open, 86_400, 86_400, null),
        Row("asked for a pause at last", 3, After(60, pause: true), DeliveryState.Dead, null, 60, "All 3 attempts failed; the last: It answered 500."),
        Row("paused for its failures in a row", 1, ScriptedTransport.Broken, DeliveryState.Open, 10, 3600, null),
    ];

    [TestCaseSource(nameof(Table))]
    public void What_follows_from_an_attempt(
        int attempt, TransportResult result, DeliveryState state, double? retrySeconds, double? pauseSeconds, string? reason)
    {
        var verdict = pauseSeconds is { } pause ? new EndpointChange("crm") { PauseFor = TimeSpan.FromSeconds(pause) } : null;

        var settlement = Decide(attempt, result, verdict);

        settlement.State.Should().Be(state);
        settlement.Reason.Should().Be(reason);
        settlement.Endpoint.Should().BeSameAs(verdict);
        settlement.RetryIn.TotalSeconds.Should().BeApproximately(retrySeconds ?? 0, 0.2 * (retrySeconds ?? 0));
        settlement.Attempt.Should().Match<DeliveryAttempt>(kept =>
            kept.Number == attempt + 4 && kept.StartedAt == Start && kept.Duration == TimeSpan.FromSeconds(2)
            && kept.Outcome == result.Outcome && kept.StatusCode == result.StatusCode);
    }

    [Test]
    public void A_failure_at_a_disabled_endpoint_is_a_dead_letter_that_says_so()
    {
        var settlement = Decide(1, ScriptedTransport.Broken, null, "by hand");

        settlement.State.Should().Be(DeliveryState.Dead);
        settlement.Reason.Should().Be("EndpointDisabled: by hand");
        settlement.Attempt.Decision.Should().Be("dead: the endpoint is disabled");
        Decide(1, ScriptedTransport.Ok, null, "by hand").State.Should().Be(DeliveryState.Delivered);
    }

    [Test]
    public void The_decision_tells_what_follows_for_the_endpoint()
    {
        var paused = Decide(1, ScriptedTransport.Broken, new EndpointChange("crm") { Failed = true, PauseFor = TimeSpan.FromSeconds(30) });
        var disabled = Decide(1, TransportResult.Rejected("Gone."), new EndpointChange("crm") { Disable = "Gone." });
        var last = Decide(1, ScriptedTransport.Ok, new EndpointChange("crm") { Disable = "The endpoint asked to be disabled." });

        paused.Attempt.Decision.Should().MatchRegex(@"^retry in [\d.]+ s \(attempt 1 of 3\); the endpoint is paused for 30 s$");
        disabled.Attempt.Decision.Should().Be("dead: no later attempt can succeed; the endpoint is disabled");
        last.Attempt.Decision.Should().Be("delivered; the endpoint is disabled");
    }

    [Test]
    public void Documents_and_follow_ups_of_a_failure_are_not_written()
    {
        var write = new DocumentWrite("profile", "SB-9921", 0, null);

        Decide(1, ScriptedTransport.Ok with { Documents = [write] }).Documents.Should().Equal(write);
        Decide(1, ScriptedTransport.Broken with { Documents = [write] }).Documents.Should().BeEmpty();
    }

    [FsCheck.NUnit.Property]
    public bool Every_wait_is_within_20_percent_of_its_schedule(int seed, FsCheck.PositiveInt attempt)
    {
        var number = attempt.Get % 12;
        var wait = RetrySchedule.Default.WaitAfter(number + 1, new Random(seed));
        return number >= 9
            ? wait is null
            : wait >= RetrySchedule.Default.Waits[number] * 0.8 && wait <= RetrySchedule.Default.Waits[number] * 1.2;
    }

    private static Settlement Decide(
        int attempt, TransportResult result, EndpointChange? verdict = null, string? disabledReason = null)
    {
        var delivery = new LeasedDelivery
        {
            Lease = new DeliveryLease(1, 1),
            EndpointId = "crm",
            Message = new WebhookMessage
            {
                Id = "msg_1",
                EventType = "ping",
                Origin = WebhookMessage.LocalOrigin,
                CreatedAt = Start,
                Payload = default,
            },
            Attempt = attempt + 4,
            ScheduledAttempt = attempt,
        };
        var endpoint = new WebhookEndpoint
        {
            Id = "crm",
            Address = new Uri("test:crm"),
            RetrySchedule = new RetrySchedule(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(100)),
        };
        return DeliveryDecision.Decide(delivery, endpoint, result, verdict, disabledReason, Start, TimeSpan.FromSeconds(2), new Random(1));
    }

    private static TransportResult After(int seconds, bool pause) =>
        ScriptedTransport.Broken with { RetryAfter = TimeSpan.FromSeconds(seconds), PauseEndpoint = pause };

    private static TestCaseData Row(
        string name, int attempt, TransportResult result, DeliveryState state, double? retrySeconds, double? pauseSeconds, string? reason) =>
        new TestCaseData(attempt, result, state, retrySeconds, pauseSeconds, reason).SetArgDisplayNames(name);
}
