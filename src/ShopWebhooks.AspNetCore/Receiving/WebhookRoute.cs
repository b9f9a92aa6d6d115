using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ShopWebhooks.AspNetCore.Handshakes;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>The mapped route: shake hands, or verify → store → answer. In the metadata of its endpoint, which is known by it.</summary>
internal sealed class WebhookRoute(IWebhookReceiver receiver, IWebhookSources sources)
{
    public const string SourceParameter = "source";

    public static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(30);

    /// <summary>The methods of webhooks and of all handshakes.</summary>
    public static readonly string[] Methods = [HttpMethods.Post, HttpMethods.Get, HttpMethods.Head, HttpMethods.Options];

    public async Task ReceiveAsync(HttpContext http)
    {
        try
        {
            var source = await sources.FindAsync(http.GetRouteValue(SourceParameter) as string ?? "", http.RequestAborted);
            Handshaking? handshake = source is null ? null : new Handshaking(http, source);
            if (handshake is { } opening && await opening.TryAnswerAsync())
            {
                return;
            }

            var verification = await WebhookBody.VerifyAsync(http.Request, receiver, source, putBack: false, http.RequestAborted);
            if (verification.Webhook is not { } webhook)
            {
                WebhookAnswer.For(verification).WriteTo(http.Response);
                return;
            }

            if (handshake is { } closing && await closing.TryAnswerAsync(webhook))
            {
                return;
            }

            // Not tied to the connection: a sender that hangs up now would find the webhook neither surely stored nor surely not.
            var received = await receiver.AcceptAsync(webhook, CancellationToken.None);
            WebhookAnswer.For(received).WriteTo(http.Response);
        }
        catch (BadHttpRequestException exception)
        {
            http.Response.StatusCode = exception.StatusCode;
        }
        catch (Exception exception) when (IsUnfinished(exception, http.RequestAborted))
        {
            // Usually there is nobody left to answer. Whoever was only slower than the request's timeout must not read a success.
            http.Response.StatusCode = StatusCodes.Status408RequestTimeout;
        }
    }

    /// <summary>Whether the request ended before its body was complete: the sender hung up, or its time is up.</summary>
    /// <remarks>A reset can be seen by who reads before the token fires.</remarks>
    public static bool IsUnfinished(Exception exception, CancellationToken aborted) =>
        exception is OperationCanceledException or ConnectionResetException || (exception is IOException && aborted.IsCancellationRequested);
}
