using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.AspNetCore.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore;

/// <summary>Verifies webhooks in the application's own controllers.</summary>
public static class WebhookRequestExtensions
{
    /// <summary>
    /// Reads the raw body, verifies it, and puts it back for whoever reads it next. Nothing is stored: use the webhook yourself, or hand
    /// it to <see cref="IWebhookReceiver.AcceptAsync"/>.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Call it before anything else reads the body: in a middleware, in an MVC resource filter, in a minimal API that takes the
    /// <see cref="HttpRequest"/>, or in an action without <c>[FromBody]</c>. Such a parameter is bound before the action runs, so that
    /// calling it there is too late; <c>[VerifyWebhook]</c> and <c>.VerifyWebhook(…)</c> come before it.
    /// </para>
    /// <para>
    /// A body that can be sought, as after <c>Request.EnableBuffering()</c>, is read from its start whoever has read it, and put back to
    /// its start. Otherwise nothing is left of a body that was read before, and that is an error of the application's. A body that
    /// arrives without content is none: what is verified is empty, which fails, and the log says so (event 2005).
    /// </para>
    /// <para>
    /// Of an unknown source, nothing is read, and the log lists the sources there are (event 2007). A body that is longer than its source
    /// allows is read no further, and not put back unless it can be sought.
    /// </para>
    /// </remarks>
    /// <param name="request">The request, whose body nobody has read yet.</param>
    /// <param name="source">The name of the source it claims to come from.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The verified webhook, or the reason why it is none. What a sender sends as a body, whole, never throws.</returns>
    /// <exception cref="BadHttpRequestException">
    /// The body does not come to its end: it is no valid HTTP (its status is 400), or comes too slowly (408). Let it pass: the server
    /// answers with that status.
    /// </exception>
    /// <exception cref="IOException">The sender hung up.</exception>
    /// <exception cref="OperationCanceledException">The token fired, or the sender hung up.</exception>
    /// <exception cref="InvalidOperationException">
    /// The application has read the body before, and nothing is left of it; or <c>AddShopWebhooks()</c> was not called.
    /// </exception>
    public static async Task<VerificationResult> VerifyWebhookAsync(
        this HttpRequest request, string source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(source);
        var receiver = request.HttpContext.RequestServices.GetRequiredService<IWebhookReceiver>();
        var isBegun = ConsumedBody.IsBegun(request);
        var verification = await WebhookBody.VerifyAsync(request, receiver, source, putBack: true, cancellationToken);
        ConsumedBody.Remember(verification, request);
        return !isBegun || !ConsumedBody.Explains(verification, request, source) ? verification : throw new InvalidOperationException(
            "The body of the request was read before it was verified, by model binding or a middleware, and nothing is left of it; verify "
            + "before it is read, by [VerifyWebhook(\"source\")] or .VerifyWebhook(\"source\") on the endpoint, or call "
            + "Request.EnableBuffering() in a middleware before anything reads it.");
    }

    /// <summary>
    /// The webhook that was verified before the endpoint was called, by <c>[VerifyWebhook]</c>, <c>.VerifyWebhook(…)</c> or
    /// <see cref="Webhook{T}"/>. Use it, or hand it to <see cref="IWebhookReceiver.AcceptAsync"/>.
    /// </summary>
    /// <param name="request">A request to such an endpoint.</param>
    /// <exception cref="InvalidOperationException">Nothing verifies what the endpoint receives.</exception>
    public static VerifiedWebhook GetVerifiedWebhook(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.HttpContext.Features.Get<VerifiedRequest>()?.Webhook ?? throw new InvalidOperationException(
            "The request was not verified before its endpoint was called; write [VerifyWebhook(\"source\")] or .VerifyWebhook(\"source\") on "
            + "the endpoint, or await Request.VerifyWebhookAsync(\"source\").");
    }
}
