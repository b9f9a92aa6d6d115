using Microsoft.Extensions.Logging;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Telemetry;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Delivery;

/// <summary>Asks an endpoint, by the handshake of CloudEvents HTTP 1.1 Web Hooks, whether it wants to be sent to, and keeps its answer.</summary>
internal sealed class ConsentAttempt(
    TransportRegistry transports, Consents consents, EngineContext context, ILogger<ConsentAttempt> logger)
{
    /// <summary>Asks once. A refusal changes nothing but the result.</summary>
    public async Task<HandshakeResult> AskAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        var clock = context.Time.GetTimestamp();
        using var timeout = new CancellationTokenSource(endpoint.Timeout, context.Time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        ConsentAnswer answer;
        try
        {
            answer = transports.Find(endpoint.Address.Scheme) is HttpTransport http
                ? await http.AskAsync(endpoint, attempt.Token)
                : new ConsentAnswer(null, $"no transport for '{endpoint.Address.Scheme}' addresses can ask", null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            answer = new ConsentAnswer(null, TransportResult.NoAnswerWithin(endpoint.Timeout).Error!.TrimEnd('.'), null);
        }

        var latency = context.Time.GetElapsedTime(clock);
        if (answer.Consent is not { } consent)
        {
            var refusal = $"The endpoint '{endpoint.Id}' did not allow the origin '{endpoint.RequestOrigin}' to send: {answer.Problem}.";
            return new HandshakeResult(false, answer.StatusCode, latency, refusal);
        }

        await consents.KeepAsync(endpoint.Id, consent, cancellationToken);
        Log.Granted(logger, endpoint.Id, consent.Origin, consent.PerMinute);
        var rate = consent.PerMinute is { } perMinute ? $"{perMinute} requests a minute" : "any number of requests";
        return new HandshakeResult(
            true, answer.StatusCode, latency, $"The endpoint '{endpoint.Id}' allows the origin '{consent.Origin}' {rate}.");
    }
}
