using System.Text;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Delivery;

internal sealed class RetryTests
{
    [Test]
    public void A_failing_delivery_is_tried_over_75_hours_and_is_a_dead_letter_after_the_tenth_attempt()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", ScriptedTransport.Broken);

        host.Dispatch(Orders.Paid);
        host.Advance(TimeSpan.FromHours(75.6 * 1.2));

        var attempts = host.Transport.To("crm");
        attempts.Select(attempt => attempt.Number).Should().Equal(Enumerable.Range(1, 10));
        attempts[0].At.Should().Be(host.Delivery().Message.CreatedAt);
        RetrySchedule.Default.Waits.Sum(wait => wait.TotalMinutes).Should().BeApproximately((75 * 60) + 35, 0.1);
        for (var i = 1; i < attempts.Count; i++)
        {
            var wait = RetrySchedule.Default.Waits[i - 1];
            (attempts[i].At - attempts[i - 1].At).Should().BeGreaterThanOrEqualTo(wait * 0.8).And.BeLessThanOrEqualTo(wait * 1.2);
        }

        var delivery = host.Delivery();
        delivery.State.Should().Be(DeliveryState.Dead);
        delivery.Reason.Should().Be("All 10 attempts failed; the last: It answered 500.");
        delivery.Attempts.Should().HaveCount(10).And.OnlyContain(attempt => attempt.StatusCode == 500 && attempt.Error == "It answered 500.");
        delivery.Attempts[0].Decision.Should().MatchRegex(@"^retry in \d+(\.\d)? s \(attempt 1 of 10\)$");
        delivery.Attempts[9].Decision.Should().Be("dead: that was the last attempt; the endpoint is paused for 960 s");
    }

    [Test]
    public void A_dead_letter_is_not_tried_again()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint.RetryWaits(TimeSpan.FromSeconds(1))));
        host.Transport.Answer("crm", ScriptedTransport.Broken);
        host.Dispatch(Orders.Paid);

        host.Advance(TimeSpan.FromDays(2));

        host.Transport.Attempts.Should().HaveCount(2);
    }

    [Test]
    public void Every_attempt_has_the_same_id_and_body_and_a_fresh_timestamp_and_signature()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", ScriptedTransport.Broken, ScriptedTransport.Broken, ScriptedTransport.Broken, ScriptedTransport.Ok);

        var receipt = host.Dispatch(Orders.Paid);
        host.Advance(TimeSpan.FromHours(1));

        var attempts = host.Transport.To("crm");
        attempts.Should().HaveCount(4);
        attempts.Should().OnlyContain(attempt => attempt.Headers["webhook-id"] == receipt.MessageId && attempt.Body == Orders.PaidJson);
        attempts.Should().OnlyContain(attempt => attempt.Headers["webhook-timestamp"] == $"{attempt.At.ToUnixTimeSeconds()}");
        attempts.Select(attempt => attempt.Headers["webhook-signature"]).Should().OnlyHaveUniqueItems();
        attempts.Should().OnlyContain(attempt => Verifies(attempt, TestHost.Secret));
        host.Delivery().State.Should().Be(DeliveryState.Delivered);
    }

    [Test]
    public void All_active_secrets_sign()
    {
        using var host = TestHost.Started(shop => shop
            .AddTestEndpoint("crm", endpoint => endpoint.AddSecret(TestHost.Secret).AddSecret(TestHost.OtherSecret)));

        host.Dispatch(Orders.Paid);

        var attempt = host.Transport.Attempts.Single();
        attempt.Headers["webhook-signature"].Split(' ').Should().HaveCount(2);
        Verifies(attempt, TestHost.Secret).Should().BeTrue();
        Verifies(attempt, TestHost.OtherSecret).Should().BeTrue();
    }

    [Test]
    public void Retry_after_pauses_the_endpoint_and_makes_the_delivery_due_then()
    {
        using var host = TestHost.Started(shop => shop
            .AddTestEndpoint("busy", endpoint => endpoint.For("new_order"))
            .AddTestEndpoint("other"));
        var asked = TimeSpan.FromMinutes(20);
        host.Transport.Answer("busy", TooMany(asked), ScriptedTransport.Ok);

        host.Dispatch(Orders.Numbered(1));
        host.Dispatch(Orders.Numbered(2));
        host.Advance(asked - TimeSpan.FromTicks(1));

        host.Transport.To("busy").Should().ContainSingle("the second message waits for the end of the pause too");
        host.Transport.To("other").Should().HaveCount(2);
        host.Deliveries("busy")[0].Attempts[0].Decision.Should().Be("retry in 1200 s (attempt 1 of 10); the endpoint is paused for 1200 s");

        host.Advance(TimeSpan.FromTicks(1));
        host.Transport.To("busy").Should().HaveCount(3);
        host.Deliveries("busy").Should().OnlyContain(delivery => delivery.State == DeliveryState.Delivered);
        host.Deliveries("busy")[1].Attempts.Should().ContainSingle("waiting out a pause spends no attempt");
    }

    [Test]
    public void Retry_after_of_one_delivery_alone_leaves_the_others_of_its_endpoint_alone()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        var later = ScriptedTransport.Broken with { RetryAfter = TimeSpan.FromHours(1) };
        host.Transport.Answer("crm", later, ScriptedTransport.Ok);

        host.Dispatch(Orders.Numbered(1));
        host.Dispatch(Orders.Numbered(2));

        host.Deliveries().Select(delivery => delivery.State).Should().Equal(DeliveryState.Open, DeliveryState.Delivered);
        host.Advance(TimeSpan.FromHours(1));
        host.Deliveries().Should().OnlyContain(delivery => delivery.State == DeliveryState.Delivered);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(20)]
    public void A_short_retry_after_does_not_burn_the_attempts_of_the_schedule(int seconds)
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", TooMany(TimeSpan.FromSeconds(seconds)));

        host.Dispatch(Orders.Paid);
        host.Advance(TimeSpan.FromHours(1));

        host.Transport.Attempts.Should().HaveCount(4, "they are at once, after 5 s (or what was asked for), 5 min and 30 min");
    }

    [Test]
    public void An_endpoint_may_get_one_attempt_alone()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint.RetryWaits()));
        host.Transport.Answer("crm", ScriptedTransport.Broken);

        host.Dispatch(Orders.Paid);

        host.Delivery().Should().Match<DeliveryRecord>(delivery =>
            delivery.State == DeliveryState.Dead && delivery.Reason == "The only attempt failed: It answered 500.");
    }

    [Test]
    public void A_rejection_is_a_dead_letter_at_once()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", TransportResult.Rejected("The address is refused.") with { StatusCode = 410 });

        host.Dispatch(Orders.Paid);
        host.Advance(TimeSpan.FromDays(5));

        var delivery = host.Delivery();
        delivery.State.Should().Be(DeliveryState.Dead);
        delivery.Reason.Should().Be("The address is refused.");
        delivery.Attempts.Should().ContainSingle().Which.Decision.Should().Be("dead: no later attempt can succeed");
        delivery.Attempts[0].StatusCode.Should().Be(410);
    }

    [Test]
    public void An_attempt_that_takes_too_long_is_cancelled_and_tried_again()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Hold("crm");
        host.Dispatch(Orders.Paid);

        host.Advance(TimeSpan.FromSeconds(15) - TimeSpan.FromTicks(1));
        host.Transport.Attempts[0].CancellationToken.IsCancellationRequested.Should().BeFalse();
        host.Advance(TimeSpan.FromTicks(1));

        host.Transport.Attempts[0].CancellationToken.IsCancellationRequested.Should().BeTrue();
        var attempt = host.Delivery().Attempts.Should().ContainSingle().Subject;
        attempt.Error.Should().Be("No answer within 15 s.");
        attempt.Duration.Should().Be(TimeSpan.FromSeconds(15));
        attempt.Outcome.Should().Be(AttemptOutcome.Failed);
        host.Transport.Answer("crm", ScriptedTransport.Ok);
        host.Advance(TimeSpan.FromSeconds(6));
        host.Delivery().State.Should().Be(DeliveryState.Delivered);
    }

    [Test]
    public void What_a_transport_throws_is_a_failed_attempt_by_its_type_alone()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Script("crm", (_, _) => throw new InvalidDataException("token=hunter2"));

        host.Dispatch(Orders.Paid);

        var attempt = host.Delivery().Attempts.Should().ContainSingle().Subject;
        attempt.Error.Should().Be("The transport threw InvalidDataException.");
        attempt.Outcome.Should().Be(AttemptOutcome.Failed);
        host.Logs.Lines.Should().Contain(line => line.Contains("threw InvalidDataException in attempt 1"));
        host.Logs.Lines.Should().NotContain(line => line.Contains("hunter2"));
    }

    [Test]
    public void A_cancellation_that_is_the_transports_own_is_a_failed_attempt()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Script("crm", (_, _) => throw new OperationCanceledException());

        host.Dispatch(Orders.Paid);

        host.Delivery().Attempts.Should().ContainSingle().Which.Error.Should().Be("The transport threw OperationCanceledException.");
    }

    [Test]
    public void A_text_that_a_store_could_not_keep_is_made_one_that_it_can()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", TransportResult.Rejected("a\0b\ud800") with { Response = $"{new string('x', 5000)}\0" });

        host.Dispatch(Orders.Paid);

        var delivery = host.Delivery();
        delivery.Reason.Should().Be("a b\ufffd");
        delivery.Attempts[0].Error.Should().Be("a b\ufffd");
        StoredText.Problem(delivery.Attempts[0].Response, 4096).Should().BeNull();
    }

    private static TransportResult TooMany(TimeSpan retryAfter) =>
        TransportResult.Failed("It answered 429.") with { StatusCode = 429, RetryAfter = retryAfter, PauseEndpoint = true };

    private static bool Verifies(ScriptedTransport.Attempt attempt, string secret)
    {
        var verifier = new WebhookVerifier(WebhookScheme.StandardWebhooks, WebhookSecret.Parse(secret))
        {
            TimeProvider = new Doubles.ManualTimeProvider(attempt.At),
        };
        var request = new WebhookRequest<WebhookHeaders>(
            "POST", null, new WebhookHeaders([.. attempt.Headers]), Encoding.UTF8.GetBytes(attempt.Body));
        return verifier.Verify(in request).IsValid;
    }
}
