using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ShopWebhooks.AspNetCore.Telemetry;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>Answers one request to a source where it is a handshake.</summary>
internal readonly struct Handshaking(HttpContext http, WebhookSource source)
{
    private readonly Handshake? _handshake = HandshakeTable.Find(source.Provider.Handshake);

    public static ILogger LoggerOf(HttpRequest request) =>
        request.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger<Handshaking>();

    /// <summary>Answers what anyone can see to be a handshake, and what is neither that nor a webhook. False leaves a POST to be verified.</summary>
    public async ValueTask<bool> TryAnswerAsync()
    {
        if (source.AllowedOrigins.Count > 0 && await CloudEventsConsent.Instance.AnswerAsync(http.Request, source, http.RequestAborted) is { } consent)
        {
            return await WriteAsync(consent);
        }

        if (_handshake is not null && await _handshake.AnswerAsync(http.Request, source, http.RequestAborted) is { } answer)
        {
            return await WriteAsync(answer);
        }

        return !HttpMethods.IsPost(http.Request.Method) && Refuse();
    }

    /// <summary>Answers a verified webhook that is a handshake. False leaves an event to be accepted.</summary>
    public async ValueTask<bool> TryAnswerAsync(VerifiedWebhook webhook) =>
        _handshake is not null && await _handshake.AnswerAsync(webhook, http.Request, source, http.RequestAborted) is { } answer && await WriteAsync(answer);

    private async ValueTask<bool> WriteAsync(HandshakeAnswer answer)
    {
        if (answer.Refusal is { } reason)
        {
            Log.HandshakeRefused(LoggerOf(http.Request), source.Name, reason);
        }
        else
        {
            Log.HandshakeAnswered(LoggerOf(http.Request), source.Name);
        }

        await answer.WriteToAsync(http.Response);
        return true;
    }

    private bool Refuse()
    {
        List<string> methods = [HttpMethods.Post];
        if (_handshake?.Method is { } method)
        {
            methods.Add(method);
        }

        if (source.AllowedOrigins.Count > 0)
        {
            methods.Add(HttpMethods.Options);
        }

        http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        http.Response.Headers.Allow = string.Join(", ", methods.Distinct());
        http.Response.ContentLength = 0;
        return true;
    }
}
