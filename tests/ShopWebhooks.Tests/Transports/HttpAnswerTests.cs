using System.Net;
using ShopWebhooks.Storage;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Transports;

public sealed class HttpAnswerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [TestCase(200)]
    [TestCase(201)]
    [TestCase(204)]
    [TestCase(299)]
    public void An_answer_of_2xx_delivers_whatever_its_headers_ask_for(int status) =>
        Classify(status, ("webhook-delivery", "abort-message"), ("Retry-After", "60"))
            .Should().Be(new TransportResult(AttemptOutcome.Delivered) { StatusCode = status });

    [Test]
    public void An_endpoint_may_take_a_message_and_ask_for_no_more() =>
        Classify(202, ("webhook-delivery", "disable"))
            .Should().Be(new TransportResult(AttemptOutcome.Delivered) { StatusCode = 202, DisableEndpoint = true });

    [TestCase(300)]
    [TestCase(301)]
    [TestCase(302)]
    [TestCase(307)]
    [TestCase(308)]
    [TestCase(399)]
    public void A_redirect_fails(int status) => Classify(status, ("Location", "https://elsewhere.example/")).Should().Be(
        TransportResult.Failed($"The endpoint answered {status}, a redirect, which is never followed.") with { StatusCode = status });

    [TestCase(101)]
    [TestCase(400)]
    [TestCase(401)]
    [TestCase(404)]
    [TestCase(500)]
    [TestCase(502)]
    [TestCase(599)]
    [TestCase(999)]
    public void Any_other_answer_fails(int status) => Classify(status).Should().Be(
        TransportResult.Failed($"The endpoint answered {status}.") with { StatusCode = status });

    [Test]
    public void An_endpoint_that_is_gone_rejects() => Classify(410, ("Retry-After", "60")).Should().Be(
        TransportResult.Rejected("The endpoint answered 410: it is gone.") with { StatusCode = 410, DisableEndpoint = true });

    [TestCase(429)]
    [TestCase(503)]
    public void An_endpoint_that_has_too_much_to_do_is_left_alone_altogether(int status) => Classify(status).Should().Be(
        TransportResult.Failed($"The endpoint answered {status}.") with { StatusCode = status, PauseEndpoint = true });

    [Test]
    public void A_status_that_is_final_for_the_endpoint_rejects()
    {
        Classify(422, finals: [400, 422]).Should().Be(
            TransportResult.Rejected("The endpoint answered 422, which is final for it.") with { StatusCode = 422 });
        Classify(404, finals: [400, 422]).Outcome.Should().Be(AttemptOutcome.Failed);
    }

    [TestCase("abort-message", "The endpoint answered 500 and asked not to be sent this message again.")]
    [TestCase("Abort-Message", "The endpoint answered 500 and asked not to be sent this message again.")]
    public void A_failure_rejects_when_the_endpoint_asks_for_it(string value, string error) =>
        Classify(500, ("webhook-delivery", value)).Should().Be(TransportResult.Rejected(error) with { StatusCode = 500 });

    [Test]
    public void An_endpoint_that_wants_no_more_is_disabled() =>
        Classify(500, ("webhook-delivery", "disable")).Should().Be(
            TransportResult.Rejected("The endpoint answered 500 and asked to be disabled.") with { StatusCode = 500, DisableEndpoint = true });

    [Test]
    public void An_unknown_wish_is_a_failure_like_any_other() =>
        Classify(500, ("webhook-delivery", "explode")).Outcome.Should().Be(AttemptOutcome.Failed);

    [TestCase(302)]
    [TestCase(404)]
    [TestCase(429)]
    [TestCase(500)]
    [TestCase(503)]
    public void A_failure_with_Retry_After_pauses_the_endpoint(int status)
    {
        var result = Classify(status, ("Retry-After", "120"));
        result.RetryAfter.Should().Be(TimeSpan.FromMinutes(2));
        result.PauseEndpoint.Should().BeTrue();
    }

    [TestCase("-1")]
    [TestCase("NaN")]
    [TestCase("1.5")]
    [TestCase("Thu, 01 Jan 1970 00:00:00 GMT")]
    [TestCase("")]
    public void A_failure_with_a_Retry_After_that_asks_for_nothing_pauses_nobody(string value)
    {
        var result = Classify(500, ("Retry-After", value));
        result.RetryAfter.Should().BeNull();
        result.PauseEndpoint.Should().BeFalse();
    }

    [Test]
    public void The_first_of_several_header_lines_counts() =>
        Classify(503, ("Retry-After", "10"), ("Retry-After", "20")).RetryAfter.Should().Be(TimeSpan.FromSeconds(10));

    [Test]
    public void The_text_of_the_answer_is_kept()
    {
        using var answer = new HttpResponseMessage();
        HttpAnswer.Classify(HttpStatusCode.OK, answer.Headers, "fine", [], Now).Response.Should().Be("fine");
        HttpAnswer.Classify(HttpStatusCode.NotFound, answer.Headers, "no", [], Now).Response.Should().Be("no");
        HttpAnswer.Classify(HttpStatusCode.OK, answer.Headers, null, [], Now).Response.Should().BeNull();
    }

    private static TransportResult Classify(int status, params (string Name, string Value)[] headers) => Classify(status, [], headers);

    private static TransportResult Classify(int status, int[] finals, params (string Name, string Value)[] headers)
    {
        using var answer = new HttpResponseMessage();
        foreach (var (name, value) in headers)
        {
            answer.Headers.TryAddWithoutValidation(name, value).Should().BeTrue();
        }

        return HttpAnswer.Classify((HttpStatusCode)status, answer.Headers, response: null, finals, Now);
    }
}
