using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Delivery;

/// <summary>One attempt at one endpoint, now: signed and carried like any other, and neither stored nor repeated.</summary>
internal sealed class DirectAttempt(AttemptCarrier carrier, Instruments instruments, EngineContext context)
{
    /// <summary>Makes the attempt, with the body given, or with the one a delivery would have.</summary>
    public async Task<DeliveryAttempt> SendAsync(WebhookEndpoint endpoint, WebhookMessage message, DeliveryBody? body, CancellationToken cancellationToken)
    {
        var startedAt = context.Time.GetUtcNow();
        var clock = context.Time.GetTimestamp();
        using var measured = instruments.BeginAttempt(endpoint, message, attempt: 1);
        using var timeout = new CancellationTokenSource(endpoint.Timeout, context.Time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        TransportResult result;
        try
        {
            result = await carrier.CarryAsync(endpoint, message, attempt: 1, address: null, body, attempt.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            result = TransportResult.NoAnswerWithin(endpoint.Timeout);
        }

        measured.End(result);
        return new DeliveryAttempt
        {
            Number = 1,
            StartedAt = startedAt,
            Duration = context.Time.GetElapsedTime(clock),
            Outcome = result.Outcome,
            StatusCode = result.StatusCode,
            Error = result.Error,
            Response = result.Response,
            Decision = "sent once; not repeated",
        };
    }
}
