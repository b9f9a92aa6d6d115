namespace ShopWebhooks.Receiving;

/// <summary>A handler as it was registered.</summary>
/// <param name="Name">The stable name under which deliveries are owed to it.</param>
/// <param name="PayloadType">The payload type it takes, or a base type of those it takes.</param>
/// <param name="Identity">Its class or its delegate: two registrations are the same when these are.</param>
/// <param name="Options">How it is called.</param>
/// <param name="Invoke">Calls it.</param>
internal sealed record HandlerRegistration(
    string Name,
    Type PayloadType,
    object Identity,
    WebhookHandlerOptions Options,
    Func<IServiceProvider, object, WebhookContext, CancellationToken, Task> Invoke);
