using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.AspNetCore.Telemetry;
using ShopWebhooks.Receiving;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>Asana: a POST that brings the secret of a new registration, sent back in the same header where one is expected.</summary>
/// <remarks>Where none is, the request is a webhook without a signature, as any that a stranger sends.</remarks>
internal sealed class AsanaSecretExchange : Handshake
{
    private const string Header = "X-Hook-Secret";

    public override async ValueTask<HandshakeAnswer?> AnswerAsync(HttpRequest request, WebhookSource source, CancellationToken cancellationToken)
    {
        if (!HttpMethods.IsPost(request.Method) || request.Headers[Header] is not [{ } secret])
        {
            return null;
        }

        try
        {
            var sources = request.HttpContext.RequestServices.GetRequiredService<IWebhookSources>();
            return await sources.TryTakeSecretAsync(source.Name, secret, cancellationToken)
                ? HandshakeAnswer.Empty([new(Header, secret)])
                : null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.SecretNotKept(Handshaking.LoggerOf(request), exception, source.Name);
            return HandshakeAnswer.Later("the secret could not be kept");
        }
    }
}
