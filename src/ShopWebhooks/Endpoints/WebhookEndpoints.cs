using ShopWebhooks.Delivery;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Endpoints;

/// <summary>The endpoints as the application sees them.</summary>
internal sealed class WebhookEndpoints(EndpointRegistry registry, MessageFactory messages, DirectAttempt direct) : IWebhookEndpoints
{
    public IReadOnlyList<WebhookEndpoint> All => registry.Outside;

    public async Task<HandshakeResult> TestAsync(string endpointId, CancellationToken cancellationToken)
    {
        var endpoint = registry.Get(endpointId);
        var attempt = await direct.SendAsync(endpoint, messages.Create(new Ping(), new DispatchOptions { Tenant = endpoint.Tenant }), cancellationToken);
        var succeeded = attempt.Outcome == AttemptOutcome.Delivered;
        var reason = succeeded
            ? $"The endpoint '{endpoint.Id}' answered the signed ping with {attempt.StatusCode?.ToString() ?? "success"}."
            : $"The endpoint '{endpoint.Id}' did not accept the signed ping: {attempt.Error}";
        return new HandshakeResult(succeeded, attempt.StatusCode, attempt.Duration, reason);
    }
}
