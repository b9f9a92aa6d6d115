using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>Tells a body that the application has read too early from one in which a stranger sent nothing.</summary>
/// <remarks>
/// Both leave nothing to verify. But a server fixes its limit for the body once somebody begins to read it, and what a stranger sends
/// begins nothing: only the application does. Of a server without a limit, as those in memory that tests use, a body counts as read when
/// it was announced and nothing is left.
/// </remarks>
internal static class ConsumedBody
{
    private static readonly object CutOff = new();

    /// <summary>Whether somebody else has begun to read a body that cannot be read again. Asked before it is verified.</summary>
    public static bool IsBegun(HttpRequest request) =>
        !request.Body.CanSeek
        && !request.HttpContext.Items.ContainsKey(CutOff)
        && request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: false };

    /// <summary>
    /// Whether that is why verification failed. Never where the request is refused for what its header lines say; a signature in the body is
    /// missing with the body.
    /// </summary>
    public static bool Explains(VerificationResult verification, HttpRequest request, string source) =>
        verification.Failure switch
        {
            VerificationFailure.SignatureMismatch or VerificationFailure.MalformedPayload => true,
            VerificationFailure.MissingHeader => request.HttpContext.RequestServices.GetRequiredService<IWebhookSources>().Find(source)
                is { Provider.Scheme.ReadsHeaders.Count: 0 },
            _ => false,
        }
        && request.Body is { CanSeek: true, Length: 0 }
        && WebhookBody.WasAnnounced(request);

    /// <summary>Remembers that it was the library that read a body, up to the limit of a source, and did not put it back.</summary>
    public static void Remember(VerificationResult verification, HttpRequest request)
    {
        if (verification.Failure == VerificationFailure.BodyTooLarge)
        {
            request.HttpContext.Items[CutOff] = true;
        }
    }
}
