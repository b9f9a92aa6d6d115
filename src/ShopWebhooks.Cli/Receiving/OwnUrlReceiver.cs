using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Receiving;

/// <summary>
/// Verifies by the URL that each request came to. The library takes the query from a request and the rest from the settings of its source; here
/// all that stands behind the origin is the request's.
/// </summary>
internal sealed class OwnUrlReceiver(IWebhookReceiver receiver, IHttpContextAccessor accessor) : IWebhookReceiver
{
    /// <summary>Path and query of a request, letter by letter as they were sent.</summary>
    public static string TargetOf(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    public VerificationResult Verify<THeaders>(string source, in WebhookRequest<THeaders> request)
        where THeaders : IWebhookHeaders => receiver.Verify(source, request with { Query = Target });

    public ValueTask<VerificationResult> VerifyAsync<THeaders>(
        string source, WebhookRequest<THeaders> request, CancellationToken cancellationToken)
        where THeaders : IWebhookHeaders => receiver.VerifyAsync(source, request with { Query = Target }, cancellationToken);

    public ValueTask<VerificationResult> VerifyAsync<THeaders>(
        WebhookSource? source, WebhookRequest<THeaders> request, CancellationToken cancellationToken)
        where THeaders : IWebhookHeaders => receiver.VerifyAsync(source, request with { Query = Target }, cancellationToken);

    public Task<ReceiveResult> AcceptAsync(VerifiedWebhook webhook, CancellationToken cancellationToken) =>
        receiver.AcceptAsync(webhook, cancellationToken);

    private string Target => TargetOf(accessor.HttpContext!);
}
