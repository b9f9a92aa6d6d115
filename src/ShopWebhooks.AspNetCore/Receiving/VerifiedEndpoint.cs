using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>An endpoint of the application behind verification: verify → put the body back → the endpoint.</summary>
internal sealed class VerifiedEndpoint(
    string? source, IWebhookReceiver receiver, IWebhookSources sources, PayloadReader payload, RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (await VerifyAsync(http) is not { } verification)
        {
            return;
        }

        if (verification.Webhook is not { } webhook)
        {
            WebhookAnswer.For(verification).WriteTo(http.Response);
            return;
        }

        if (payload.Read(webhook, out var read) is { } refusal)
        {
            refusal.WriteTo(http.Response);
            return;
        }

        http.Features.Set(new VerifiedRequest(webhook, read));
        await next(http);
    }

    /// <summary>Null when the request does not come to its end; it is answered then.</summary>
    private async Task<VerificationResult?> VerifyAsync(HttpContext http)
    {
        try
        {
            var name = source ?? http.GetRouteValue(WebhookRoute.SourceParameter) as string ?? "";
            var known = await sources.FindAsync(name, http.RequestAborted);
            return await WebhookBody.VerifyAsync(http.Request, receiver, known, putBack: true, http.RequestAborted);
        }
        catch (BadHttpRequestException exception)
        {
            http.Response.StatusCode = exception.StatusCode;
        }
        catch (Exception exception) when (WebhookRoute.IsUnfinished(exception, http.RequestAborted))
        {
            http.Response.StatusCode = StatusCodes.Status408RequestTimeout;
        }

        return null;
    }
}
