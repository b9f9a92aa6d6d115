namespace ShopWebhooks;

/// <summary>The application's code for an event type.</summary>
/// <typeparam name="TEvent">The payload type; a base type catches all event types that derive from it.</typeparam>
/// <remarks>
/// Called after the sender has its answer, in a dependency-injection scope of its own, at least once for each message: make it
/// repeatable. An exception means "try again later" by the handler's retry schedule, unless the context was told otherwise before; its
/// type, not its text, is kept with the attempt.
/// </remarks>
public interface IWebhookHandler<in TEvent>
{
    /// <summary>Handles one event.</summary>
    /// <param name="webhookEvent">The payload.</param>
    /// <param name="context">What is known about the message, and what else shall happen with the success.</param>
    /// <param name="cancellationToken">Fires when the handler's time is up, its lease is lost, or the host stops.</param>
    Task HandleAsync(TEvent webhookEvent, WebhookContext context, CancellationToken cancellationToken);
}
