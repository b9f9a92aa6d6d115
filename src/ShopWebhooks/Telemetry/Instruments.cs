using System.Diagnostics;
using System.Diagnostics.Metrics;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Telemetry;

/// <summary>The library's spans and instruments.</summary>
/// <remarks>
/// Tags have few values: event types only when registered (<c>_OTHER</c> otherwise, since a sender may invent them), sources by their
/// configured names, never an endpoint's id, an address, a payload or a secret. Endpoint ids go into spans.
/// </remarks>
internal sealed class Instruments
{
    private static readonly ActivitySource Source = new(ShopWebhooksTelemetry.ActivitySourceName);
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly TimeProvider _time;
    private readonly EventCatalog _catalog;
    private readonly Counter<long> _verified;
    private readonly Counter<long> _received;
    private readonly Counter<long> _dispatched;
    private readonly Histogram<double> _attempts;
    private readonly Histogram<double> _handlers;
    private readonly UpDownCounter<long> _inFlight;

    public Instruments(IMeterFactory meters, EventCatalog catalog, TimeProvider time)
    {
        _time = time;
        _catalog = catalog;
        var meter = meters.Create(ShopWebhooksTelemetry.MeterName);
        _verified = meter.CreateCounter<long>("shopwebhooks.verify.count", "{request}", "Requests verified, by outcome.");
        _received = meter.CreateCounter<long>("shopwebhooks.receive.count", "{message}", "Verified webhooks taken in, by outcome.");
        _dispatched = meter.CreateCounter<long>("shopwebhooks.dispatch.count", "{message}", "Messages dispatched by the application.");
        _attempts = meter.CreateHistogram(
            "shopwebhooks.attempt.duration", "s", "Duration of attempts to reach endpoints, by outcome.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
        _handlers = meter.CreateHistogram(
            "shopwebhooks.handler.duration", "s", "Duration of handler calls, by outcome.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
        _inFlight = meter.CreateUpDownCounter<long>("shopwebhooks.attempt.in_flight", "{attempt}", "Attempts under way, handler calls among them.");
    }

    public void Verified(string? source, VerificationFailure? failure)
    {
        if (_verified.Enabled)
        {
            _verified.Add(1, new("shopwebhooks.source", source ?? "_OTHER"), new("shopwebhooks.outcome", failure?.ToString() ?? "Valid"));
        }
    }

    public void Received(string source, ReceiveOutcome outcome)
    {
        if (_received.Enabled)
        {
            _received.Add(1, new("shopwebhooks.source", source), new("shopwebhooks.outcome", outcome.ToString()));
        }
    }

    public void Dispatched(string eventType, AddOutcome outcome)
    {
        if (_dispatched.Enabled && outcome == AddOutcome.Added)
        {
            _dispatched.Add(1, new KeyValuePair<string, object?>("shopwebhooks.event_type", Known(eventType)));
        }
    }

    /// <summary>The span of a dispatch; null when nobody listens.</summary>
    public Activity? Publish(string eventType, string messageId)
    {
        var span = Source.StartActivity("publish", ActivityKind.Producer);
        return span is null ? null : Describe(span, "publish", "send", eventType, messageId);
    }

    /// <summary>Measures one attempt, from now until what is returned is disposed of.</summary>
    public MeasuredAttempt BeginAttempt(WebhookEndpoint endpoint, WebhookMessage message, int attempt)
    {
        _inFlight.Add(1);
        var span = Source.HasListeners() ? StartAttempt(endpoint, message, attempt) : null;
        return new MeasuredAttempt(_time, endpoint.IsInProcess ? _handlers : _attempts, _inFlight, span);
    }

    // Linked to the span that created the message: it may be long over, and a trace that waits for the last retry is no use.
    private Activity? StartAttempt(WebhookEndpoint endpoint, WebhookMessage message, int attempt)
    {
        ActivityLink[] links = ActivityContext.TryParse(message.TraceParent, null, isRemote: true, out var creator)
            ? [new ActivityLink(creator)]
            : [];
        var kind = endpoint.IsInProcess ? ActivityKind.Consumer : ActivityKind.Client;
        var span = Source.StartActivity("attempt", kind, parentContext: default, links: links);
        if (span is not null)
        {
            Describe(
                span, endpoint.IsInProcess ? "process" : "deliver", endpoint.IsInProcess ? "process" : "send", message.EventType, message.Id);
            span.SetTag("shopwebhooks.endpoint", endpoint.Id);
            span.SetTag("shopwebhooks.attempt", attempt);
        }

        return span;
    }

    private Activity Describe(Activity span, string verb, string operation, string eventType, string messageId)
    {
        var type = Known(eventType);
        span.DisplayName = $"{verb} {type}";
        span.SetTag("messaging.system", "shopwebhooks");
        span.SetTag("messaging.operation.type", operation);
        span.SetTag("messaging.message.id", messageId);
        span.SetTag("shopwebhooks.event_type", type);
        return span;
    }

    private string Known(string eventType) => _catalog.Find(eventType) is null ? "_OTHER" : eventType;
}
