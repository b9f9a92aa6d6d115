using Microsoft.Extensions.Logging;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Delivery;

/// <summary>
/// The part of an attempt that touches the endpoint: makes the body where none is kept, signs it with a fresh timestamp and every active
/// secret, and has the transport carry it. Shared by deliveries and by the attempts that nobody stores (handshake, send now).
/// </summary>
internal sealed class AttemptCarrier(TransportRegistry transports, BodyMaker bodies, EngineContext context, ILogger<AttemptCarrier> logger)
{
    /// <summary>Makes one attempt. Throws nothing but cancellation.</summary>
    public async ValueTask<TransportResult> CarryAsync(
        WebhookEndpoint endpoint, WebhookMessage message, int attempt, Uri? address, DeliveryBody? ownBody, CancellationToken cancellationToken)
    {
        var target = address ?? endpoint.Address;
        string? refusal = null;
        try
        {
            if (transports.Find(target.Scheme) is not { } transport)
            {
                return TransportResult.Failed($"No transport is registered for '{target.Scheme}' addresses; add one with AddTransport.");
            }

            if ((ownBody ?? bodies.TryMake(endpoint, message, out refusal)) is not { } body)
            {
                return TransportResult.Rejected(refusal!);
            }

            var now = context.Time.GetUtcNow();
            var request = new TransportRequest
            {
                Endpoint = endpoint,
                Address = target,
                Message = message,
                Body = body.Content,
                ContentType = body.ContentType,
                SignatureHeaders = endpoint.Sign(new OutgoingWebhook(message.Id, now, body.Content.Span) { Url = target.OriginalString }),
                Attempt = attempt,
            };

            // A double that was not told what to answer gives null.
            return await transport.SendAsync(request, cancellationToken) ?? TransportResult.Failed("The transport gave no result.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            Log.TransportThrew(logger, target.Scheme, exception.GetType().Name, attempt, message.Id);
            return TransportResult.Failed($"The transport threw {exception.GetType().Name}.");
        }
    }
}
