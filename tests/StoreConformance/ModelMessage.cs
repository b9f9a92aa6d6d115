using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal sealed class ModelMessage(WebhookMessage message, TimeSpan acceptedAt)
{
    public WebhookMessage Message { get; } = message;

    public TimeSpan AcceptedAt { get; } = acceptedAt;

    public TimeSpan FinishedAt { get; set; } = acceptedAt;

    public bool IsPurged { get; set; }

    public List<ModelDelivery> Deliveries { get; } = [];

    public bool IsFinishedFor(Retention retention, TimeSpan now) =>
        !Deliveries.Exists(delivery => delivery.IsOpen)
        && now - FinishedAt >= (Deliveries.Exists(delivery => delivery.State == DeliveryState.Dead) ? retention.Dead : retention.Delivered);
}
