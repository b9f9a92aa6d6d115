using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.AspNetCore.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore;

/// <summary>Verifies webhooks in the application's own controllers.</summary>
public static class WebhookRequestExtensions
{
    /// <summary>
    /// Reads the raw body, verifies it, and puts it back, so that model binding still finds it. Nothing is stored: use the webhook
    /// yourself, or hand it to <see cref="IWebhookReceiver.AcceptAsync"/>.
    /// </summary>
    /// <param name="request">The request, whose body nobody has read yet.</param>
    /// <param name="source">The name of the source it claims to come from.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InvalidOperationException">
    /// The body has been consumed already; or <c>AddShopWebhooks()</c> was not called.
    /// </exception>
    public static async Task<VerificationResult> VerifyWebhookAsync(
        this HttpRequest request, string source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(source);
        var receiver = request.HttpContext.RequestServices.GetRequiredService<IWebhookReceiver>();
        return await WebhookBody.VerifyAsync(request, receiver, source, putBack: true, cancellationToken);
    }
}
