using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Delivery;

/// <summary>Turns what an attempt has led to into operational events, to be stored together with it.</summary>
/// <remarks>
/// Made only where somebody asks for them. An endpoint is never told of itself, and nobody of the delivery of an operational event, so that
/// no event follows from its own delivery.
/// </remarks>
internal sealed class Reporter(
    EndpointRegistry registry, DeliveryPlanner planner, MessageFactory messages, EventCatalog catalog, EngineContext context)
{
    private const int FailingAfterAttempts = 4;

    /// <summary>The messages; null for none.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="settlement">How its attempt ended.</param>
    /// <param name="wasFailing">Whether the endpoint was failing before.</param>
    public PlannedMessage[]? Report(LeasedDelivery delivery, Settlement settlement, bool wasFailing)
    {
        if (settlement is { State: DeliveryState.Delivered, Endpoint: null })
        {
            return null;
        }

        var planned = new List<PlannedMessage>();
        foreach (var operational in Events(delivery, settlement, wasFailing))
        {
            if (Plan(operational, delivery.EndpointId) is { } message)
            {
                planned.Add(message);
            }
        }

        return planned.Count == 0 ? null : [.. planned];
    }

    /// <summary>Plans an operational event; null where nobody asks for it.</summary>
    /// <param name="operational">The event.</param>
    /// <param name="aboutEndpoint">The endpoint it is about, which is not told.</param>
    public PlannedMessage? Plan(WebhookEvent operational, string aboutEndpoint)
    {
        // Of the tenant whose endpoint it is: other tenants' endpoints are not told.
        var message = messages.Create(operational, new DispatchOptions { Tenant = registry.Find(aboutEndpoint)?.Tenant });
        WebhookEndpoint[] recipients = [.. planner.Match(message).Where(one => one.Id != aboutEndpoint)];
        return recipients.Length == 0 ? null : planner.Plan(message, recipients, TimeSpan.Zero, rearmDead: false);
    }

    private IEnumerable<WebhookEvent> Events(LeasedDelivery delivery, Settlement settlement, bool wasFailing)
    {
        var now = context.Time.GetUtcNow();
        if (settlement.Endpoint?.Disable is { } reason)
        {
            yield return new EndpointDisabled { EndpointId = delivery.EndpointId, Reason = reason, OccurredAt = now };
        }
        else if (wasFailing && settlement.Endpoint is { Failed: false })
        {
            yield return new EndpointRecovered { EndpointId = delivery.EndpointId, OccurredAt = now };
        }

        if (catalog.Find(delivery.Message.EventType) is { IsOperational: true })
        {
            yield break;
        }

        if (settlement.State == DeliveryState.Dead)
        {
            yield return new DeliveryExhausted
            {
                EndpointId = delivery.EndpointId,
                MessageId = delivery.Message.Id,
                MessageType = delivery.Message.EventType,
                Attempts = delivery.Attempt,
                Reason = settlement.Reason!,
                OccurredAt = now,
            };
        }
        else if (settlement.State == DeliveryState.Open && delivery.ScheduledAttempt == FailingAfterAttempts)
        {
            yield return new DeliveryFailing
            {
                EndpointId = delivery.EndpointId,
                MessageId = delivery.Message.Id,
                MessageType = delivery.Message.EventType,
                Attempts = delivery.Attempt,
                Reason = settlement.Attempt.Error ?? settlement.Attempt.Decision,
                NextAttemptAt = now + settlement.RetryIn,
                OccurredAt = now,
            };
        }
    }
}
