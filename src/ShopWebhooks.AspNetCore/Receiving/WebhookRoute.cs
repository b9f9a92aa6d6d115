using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>The mapped route: verify → store → answer.</summary>
internal sealed class WebhookRoute(IWebhookReceiver receiver)
{
    public const string SourceParameter = "source";

    public async Task ReceiveAsync(HttpContext http)
    {
        var source = http.GetRouteValue(SourceParameter) as string ?? "";
        try
        {
            var verification = await WebhookBody.VerifyAsync(http.Request, receiver, source, putBack: false, http.RequestAborted);
            if (verification.Webhook is not { } webhook)
            {
                WebhookAnswer.For(verification).WriteTo(http.Response);
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
        catch (Exception exception) when (exception is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // The sender hung up before its request was complete; there is nobody to answer.
        }
    }
}
