using ShopWebhooks.AspNetCore.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Tests.Receiving;

internal sealed class WebhookAnswerTests
{
    private static readonly Dictionary<ReceiveOutcome, WebhookAnswer> Answers = new()
    {
        [ReceiveOutcome.Accepted] = new(200),
        [ReceiveOutcome.Duplicate] = new(200),
        [ReceiveOutcome.Full] = new(503, 30),
        [ReceiveOutcome.Unavailable] = new(503, 30),
    };

    [Test]
    public void A_result_that_nobody_made_is_no_success()
    {
        WebhookAnswer.For(default(VerificationResult)).Should().Be(new WebhookAnswer(401));
        WebhookAnswer.For(default(ReceiveResult)).Should().Be(new WebhookAnswer(503, 30));
    }

    [Test]
    public void Each_outcome_has_its_answer()
    {
        foreach (var outcome in Enum.GetValues<ReceiveOutcome>())
        {
            WebhookAnswer.For(new ReceiveResult(outcome, null)).Should().Be(Answers[outcome], outcome.ToString());
        }
    }
}
