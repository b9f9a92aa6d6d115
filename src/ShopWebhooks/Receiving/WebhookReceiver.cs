using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Delivery;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks.Receiving;

/// <summary>The front door of receiving: verify → store with dedupe → (the caller answers) → handlers.</summary>
internal sealed class WebhookReceiver(
    SourceSet sources, EventCatalog catalog, EndpointRegistry registry, Intake intake, Instruments instruments, EngineContext context,
    StoreNotice notice, IWebhookKeyFetcher keys, ILogger<WebhookReceiver> logger) : IWebhookReceiver
{
    private const int MostUnhandled = 100;

    // For as long every store knows what it has seen: an older webhook could be one that was handled.
    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(7);

    private readonly ConcurrentDictionary<(string Source, string EventType), bool> _toldUnhandled = new();

    public VerificationResult Verify<THeaders>(string source, in WebhookRequest<THeaders> request)
        where THeaders : IWebhookHeaders
    {
        ArgumentNullException.ThrowIfNull(source);
        var known = sources.Find(source);
        return Refuse(known, request) is { } failure
            ? Conclude(known, new VerificationResult(failure))
            : Conclude(known, Read(known!, request.Headers, known!.Verifier!.Verify(WithUrl(known, request))));
    }

    public async ValueTask<VerificationResult> VerifyAsync<THeaders>(
        string source, WebhookRequest<THeaders> request, CancellationToken cancellationToken)
        where THeaders : IWebhookHeaders
    {
        ArgumentNullException.ThrowIfNull(source);
        return await VerifyAsync(await sources.FindAsync(source, cancellationToken), request, cancellationToken);
    }

    public async ValueTask<VerificationResult> VerifyAsync<THeaders>(
        WebhookSource? source, WebhookRequest<THeaders> request, CancellationToken cancellationToken)
        where THeaders : IWebhookHeaders => Refuse(source, request) is { } failure
            ? Conclude(source, new VerificationResult(failure))
            : Conclude(source, Read(source!, request.Headers, await source!.Verifier!.VerifyAsync(WithUrl(source, request), keys, cancellationToken)));

    public async Task<ReceiveResult> AcceptAsync(VerifiedWebhook webhook, CancellationToken cancellationToken)
    {
        if (webhook is not { Source: { } source, EventType: { } eventType })
        {
            throw new ArgumentException(
                "The webhook was verified without a source; verify it with IWebhookReceiver.Verify or Request.VerifyWebhookAsync.",
                nameof(webhook));
        }

        var message = new WebhookMessage
        {
            Id = context.NewMessageId(),
            EventType = eventType,
            Origin = source,
            CreatedAt = context.Time.GetUtcNow(),
            Payload = Alone(webhook.Payload),
            DedupeKey = webhook.DedupeKey,
            Headers = HeadersOf(webhook),
            TraceParent = System.Diagnostics.Activity.Current is { IdFormat: System.Diagnostics.ActivityIdFormat.W3C, Id: { } id } ? id : null,
        };
        var result = await StoreAsync(message, cancellationToken);
        instruments.Received(source, result.Outcome);
        Log.Received(logger, result.MessageId, source, result.Outcome);
        return result;
    }

    // Under the same names whoever sends: what a handler reads does not depend on the provider.
    private static List<KeyValuePair<string, string>> HeadersOf(in VerifiedWebhook webhook)
    {
        List<KeyValuePair<string, string>> headers = [.. webhook.KeptHeaders];
        if (webhook.Id is { } id)
        {
            headers.Add(new("webhook-id", id));
        }

        if (webhook.Timestamp is { } timestamp)
        {
            headers.Add(new("webhook-timestamp", timestamp.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        }

        return headers;
    }

    // A payload is a part of what was read, and keeps all of it alive: kept so, it may hold a thousand times the bytes for which it counts.
    private static ReadOnlyMemory<byte> Alone(ReadOnlyMemory<byte> payload) =>
        MemoryMarshal.TryGetArray(payload, out var part) && part.Count < part.Array!.Length / 2 ? payload.ToArray() : payload;

    // The URL as it is registered, with the query that was sent: where it is signed, nobody could have changed it.
    private static WebhookRequest<THeaders> WithUrl<THeaders>(WebhookSource source, in WebhookRequest<THeaders> request)
        where THeaders : IWebhookHeaders
    {
        var url = source.Options.PublicUrl;
        return request with { PublicUrl = url?.Contains('?', StringComparison.Ordinal) is false ? url + request.Query : url };
    }

    /// <summary>Why a request is refused before its signature is looked at; null when it is not.</summary>
    private static VerificationFailure? Refuse<THeaders>(WebhookSource? source, in WebhookRequest<THeaders> request)
        where THeaders : IWebhookHeaders => source switch
        {
            null => VerificationFailure.UnknownSource,
            _ when !IsSentBy(source.Provider, request.Headers) => VerificationFailure.UnsupportedContentType,
            _ when request.Body.Length > source.Options.MaxBodySize => VerificationFailure.BodyTooLarge,
            { Verifier: null } => VerificationFailure.SignatureMismatch,
            _ => null,
        };

    private VerificationResult Read<THeaders>(WebhookSource source, THeaders headers, VerificationResult result)
        where THeaders : IWebhookHeaders
    {
        if (result.Webhook is not { } webhook)
        {
            return result;
        }

        if (context.Time.GetUtcNow() - webhook.Timestamp > LongestAge)
        {
            return new VerificationResult(VerificationFailure.TimestampTooOld);
        }

        return ProviderReader.Read(source, headers, webhook, catalog) is { } message
            ? new VerificationResult(webhook.With(message))
            : new VerificationResult(VerificationFailure.MalformedPayload);
    }

    private VerificationResult Conclude(WebhookSource? source, VerificationResult result)
    {
        instruments.Verified(source?.Name, result.Failure);
        if (source is null)
        {
            // The name may be a stranger's, as that of a route is, or the application's own typing error: these it can be compared with.
            Log.UnknownSource(logger, sources.Names);
        }
        else if (result.Failure is { } failure)
        {
            Log.Refused(logger, source.Name, failure.ToString(), Expected(source.Provider, failure));
        }

        return result;
    }

    // Where the name of the failure leaves one to guess what of the request is meant.
    private static string Expected(WebhookProvider provider, VerificationFailure failure) => failure switch
    {
        VerificationFailure.MissingHeader => provider.Scheme.ReadsHeaders is { Count: > 0 } headers
            ? $"; {provider.Name} signs with {string.Join(", ", headers)}"
            : $"; {provider.Name} signs within the body",
        VerificationFailure.MalformedPayload when provider.EventType.Count > 0 =>
            $"; {provider.Name} names the event type by {string.Join(", else ", provider.EventType)}",
        VerificationFailure.UnsupportedContentType => $"; {provider.Name} sends {string.Join(", ", provider.ContentTypes)}",
        _ => "",
    };

    private async Task<ReceiveResult> StoreAsync(WebhookMessage message, CancellationToken cancellationToken)
    {
        try
        {
            var handlers = registry.Match(message);
            var result = await intake.AddAsync(message, handlers, TimeSpan.Zero, rearmDead: true, waitForRoom: false, cancellationToken);
            switch (result.Outcome)
            {
                case AddOutcome.Added:
                    TellIfUnhandled(message, handlers);
                    return new ReceiveResult(ReceiveOutcome.Accepted, result.MessageId);
                case AddOutcome.Known:
                    return new ReceiveResult(ReceiveOutcome.Duplicate, result.MessageId);
                default:
                    notice.AddFull();
                    return new ReceiveResult(ReceiveOutcome.Full, null);
            }
        }
        catch (StoreUnavailableException exception)
        {
            notice.AddUnavailable(exception);
            return new ReceiveResult(ReceiveOutcome.Unavailable, null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.NotStored(logger, exception, message.Origin);
            return new ReceiveResult(ReceiveOutcome.Unavailable, null);
        }
    }

    // Once for each type, and not for a ping. A sender has no end of types, and so this has: beyond it, only those of the catalog are told of.
    private void TellIfUnhandled(WebhookMessage message, IReadOnlyList<WebhookEndpoint> handlers)
    {
        if (handlers.Count == 0
            && (catalog.Find(message.EventType) is { } type ? !type.IsByNameOnly : _toldUnhandled.Count < MostUnhandled)
            && _toldUnhandled.TryAdd((message.Origin, message.EventType), true))
        {
            Log.Unhandled(logger, message.EventType, message.Origin);
        }
    }

    // A missing content type is common among senders; one that the provider does not send would be verified and then not understood.
    private static bool IsSentBy<THeaders>(WebhookProvider provider, THeaders headers)
        where THeaders : IWebhookHeaders
    {
        var lines = headers.Find("content-type", out var value);
        if (lines == 0)
        {
            return true;
        }

        return lines == 1
            && MediaTypeHeaderValue.TryParse(value, out var type)
            && type.MediaType is { } media
            && provider.ContentTypes.Contains(media, StringComparer.OrdinalIgnoreCase)
            && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
