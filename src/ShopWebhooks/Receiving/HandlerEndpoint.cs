using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Receiving;

/// <summary>A handler as the in-process endpoint that messages are owed to.</summary>
/// <remarks>One name has one handler; the same class may be registered under it for several payload types.</remarks>
internal sealed class HandlerEndpoint
{
    public const string Scheme = "handler";

    private readonly HandlerRegistration[] _registrations;

    public HandlerEndpoint(string name, IEnumerable<HandlerRegistration> registrations)
    {
        _registrations = [.. registrations];
        var options = _registrations[0].Options;
        Endpoint = new WebhookEndpoint
        {
            Id = $"{Scheme}:{name}",
            Address = new Uri($"{Scheme}:{Uri.EscapeDataString(name)}"),
            Timeout = options.Timeout,
            Concurrency = options.Concurrency,
            RetrySchedule = options.RetrySchedule,
        };
    }

    public WebhookEndpoint Endpoint { get; }

    /// <summary>The only origins whose messages it takes; empty for every source.</summary>
    public IReadOnlyList<string> Origins => _registrations[0].Options.Origins;

    /// <summary>The payload types that no message can have, because no event type has them nor one that derives from them.</summary>
    public IEnumerable<Type> WithoutEventType(EventCatalog catalog) => _registrations
        .Select(registration => registration.PayloadType)
        .Where(payload => !payload.IsAssignableFrom(typeof(UnknownEvent)) && !catalog.Types.Any(type => payload.IsAssignableFrom(type.PayloadType)));

    /// <summary>The registration for messages of this origin and event type; null when it does not want them.</summary>
    /// <param name="origin">Where the message comes from.</param>
    /// <param name="eventType">The event type; null when it is not in the catalog.</param>
    public HandlerRegistration? Find(string origin, EventType? eventType)
    {
        // What the library tells comes from itself alone, and is meant for whoever takes its type; a stranger's may not pass for it.
        var isWanted = eventType is { IsOperational: true } ? origin == WebhookMessage.LocalOrigin : _registrations[0].Options.Accepts(origin);
        if (!isWanted)
        {
            return null;
        }

        var payloadType = eventType?.PayloadType ?? typeof(UnknownEvent);
        var exact = Array.Find(_registrations, registration => registration.PayloadType == payloadType);
        return exact is not null || eventType is { IsByNameOnly: true }
            ? exact
            : Array.Find(_registrations, registration => registration.PayloadType.IsAssignableFrom(payloadType));
    }
}
