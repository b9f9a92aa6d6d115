using System.Diagnostics;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks.Delivery;

/// <summary>The front door of sending: seals, matches, and hands over to the intake.</summary>
internal sealed class WebhookDispatcher(
    MessageFactory messages, EndpointRegistry registry, DeliveryPlanner planner, Intake intake, IWebhookStore store, DirectAttempt direct,
    Instruments instruments, ILogger<WebhookDispatcher> logger) : IWebhookDispatcher
{
    public Task<DispatchReceipt> DispatchAsync(object webhookEvent, CancellationToken cancellationToken) =>
        DispatchAsync(webhookEvent, to: null, null, cancellationToken);

    public Task<DispatchReceipt> DispatchAsync(object webhookEvent, DispatchOptions? options, CancellationToken cancellationToken) =>
        DispatchAsync(webhookEvent, to: null, options, cancellationToken);

    public Task<DispatchReceipt> DispatchAsync(
        object webhookEvent, string endpointId, DispatchOptions? options, CancellationToken cancellationToken) =>
        DispatchAsync(webhookEvent, registry.Get(endpointId), options, cancellationToken);

    public Task<DeliveryAttempt> SendNowAsync(object webhookEvent, string endpointId, CancellationToken cancellationToken)
    {
        var endpoint = registry.Get(endpointId);
        var message = messages.Create(webhookEvent, new DispatchOptions { Tenant = endpoint.Tenant });
        return direct.SendAsync(endpoint, message, body: null, cancellationToken);
    }

    private async Task<DispatchReceipt> DispatchAsync(
        object webhookEvent, WebhookEndpoint? to, DispatchOptions? options, CancellationToken cancellationToken)
    {
        var message = messages.Create(webhookEvent, options, to?.Id);
        if (to?.Serves(message.Tenant) == false)
        {
            throw new ArgumentException(
                $"The endpoint '{to.Id}' is for the tenant '{to.Tenant}' alone, and the event is dispatched for "
                + (message.Tenant is null ? "no tenant" : $"'{message.Tenant}'")
                + "; set DispatchOptions.Tenant to the endpoint's, or name another endpoint.",
                nameof(options));
        }

        using var span = instruments.Publish(message.EventType, message.Id);
        if (span?.Id is { } traceParent)
        {
            message = message with { TraceParent = traceParent };
        }

        var endpoints = to is null ? planner.Match(message) : [to];
        AddResult result;
        try
        {
            result = await intake.AddAsync(
                message, endpoints, messages.DueIn(options), rearmDead: false, waitForRoom: true, cancellationToken);
        }
        catch (Exception exception)
        {
            span?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
            throw;
        }

        instruments.Dispatched(message.EventType, result.Outcome);
        if (endpoints.Count == 0)
        {
            Log.OwedToNobody(logger, message.Id, message.EventType);
        }

        return result.Outcome == AddOutcome.Known
            ? await FirstReceiptAsync(result.MessageId, cancellationToken)
            : new DispatchReceipt(result.MessageId, Ids(endpoints), IsDuplicate: false);
    }

    /// <summary>What the first dispatch with the same idempotency key returned, but for being a duplicate.</summary>
    private async Task<DispatchReceipt> FirstReceiptAsync(string messageId, CancellationToken cancellationToken)
    {
        var query = new DeliveryQuery { MessageId = messageId, IncludeContent = false, Limit = 1000 };
        var deliveries = await store.FindDeliveriesAsync(query, cancellationToken);
        return new DispatchReceipt(messageId, [.. deliveries.Select(delivery => delivery.EndpointId)], IsDuplicate: true);
    }

    private static string[] Ids(IReadOnlyList<WebhookEndpoint> endpoints)
    {
        var ids = new string[endpoints.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = endpoints[i].Id;
        }

        return ids;
    }
}
