using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ShopWebhooks.AspNetCore.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore;

/// <summary>Answers senders as the mapped routes do.</summary>
public static class WebhookResultExtensions
{
    /// <summary>The answer to a verification, for a controller: 200 when it is valid, else 400, 401, 404, 413 or 415.</summary>
    /// <param name="verification">What the verifier found.</param>
    public static IActionResult ToActionResult(this VerificationResult verification) =>
        new WebhookAnswerResult(WebhookAnswer.For(verification));

    /// <summary>The answer to a verification, for a minimal API: 200 when it is valid, else 400, 401, 404, 413 or 415.</summary>
    /// <param name="verification">What the verifier found.</param>
    public static IResult ToResult(this VerificationResult verification) => new WebhookAnswerResult(WebhookAnswer.For(verification));

    /// <summary>The answer to a webhook that was handed over, for a controller: 200, or 503 with <c>Retry-After</c>.</summary>
    /// <param name="received">What became of it.</param>
    public static IActionResult ToActionResult(this ReceiveResult received) => new WebhookAnswerResult(WebhookAnswer.For(received));

    /// <summary>The answer to a webhook that was handed over, for a minimal API: 200, or 503 with <c>Retry-After</c>.</summary>
    /// <param name="received">What became of it.</param>
    public static IResult ToResult(this ReceiveResult received) => new WebhookAnswerResult(WebhookAnswer.For(received));
}
