using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Receiving;

/// <summary>Carries a message to a handler of the application, in a scope of its own.</summary>
internal sealed class HandlerTransport(
    HandlerSet handlers, EventCatalog catalog, IServiceScopeFactory scopes, ILogger<HandlerTransport> logger) : IWebhookTransport
{
    // A path may name keys that the sender chose.
    private const int LongestPath = 200;

    public async ValueTask<TransportResult> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        var message = request.Message;
        var eventType = catalog.Find(message.EventType);
        if (handlers.Find(request.Endpoint.Id)?.Find(message.Origin, eventType) is not { } handler)
        {
            return TransportResult.Rejected($"The handler no longer takes {eventType?.Name ?? "unknown events"} from {message.Origin}.");
        }

        object payload;
        try
        {
            payload = catalog.Deserialize(message.EventType, message.Payload.Span);
        }
        catch (PayloadException exception)
        {
            return TransportResult.Rejected($"The payload does not fit {eventType?.PayloadType.Name ?? nameof(UnknownEvent)}: {exception.Message}");
        }
        catch (JsonException exception)
        {
            var type = eventType?.PayloadType.Name ?? nameof(UnknownEvent);
            return TransportResult.Rejected($"The payload does not fit {type} at {StoredText.Clean(exception.Path, LongestPath) ?? "$"}.");
        }

        var context = new WebhookContext(message, request.Attempt);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await handler.Invoke(scope.ServiceProvider, payload, context, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            Log.HandlerFailed(logger, exception, handler.Name, message.Id, request.Attempt);
            return Conclude(context, TransportResult.Failed($"The handler threw {exception.GetType().Name}."));
        }

        return Conclude(context, context.FollowUps.Count == 0
            ? TransportResult.Delivered
            : new TransportResult(AttemptOutcome.Delivered) { FollowUps = context.FollowUps });
    }

    // What the handler decided holds whether it returned or threw: who gives up or chooses a wait often throws to get out.
    private static TransportResult Conclude(WebhookContext context, TransportResult otherwise) => context switch
    {
        { DeadLetterReason: { } reason } => TransportResult.Rejected(reason),
        { RetryDelay: { } delay } when otherwise.Outcome == AttemptOutcome.Failed => otherwise with { RetryAfter = delay },
        { RetryDelay: { } delay } => TransportResult.Failed("The handler asked to be called again.") with { RetryAfter = delay },
        _ => otherwise,
    };
}
