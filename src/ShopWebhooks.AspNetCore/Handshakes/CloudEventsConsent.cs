using System.Globalization;
using Microsoft.AspNetCore.Http;
using ShopWebhooks.Receiving;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>CloudEvents HTTP 1.1 Web Hooks: an OPTIONS request, by which the sender asks whether it may send.</summary>
/// <remarks>
/// The grant is in the answer or nowhere: a <c>WebHook-Request-Callback</c> is a URL of a stranger's, and never called. What is sent back is
/// the origin as the settings have it.
/// </remarks>
internal sealed class CloudEventsConsent : Handshake
{
    private const string Any = "*";

    public static CloudEventsConsent Instance { get; } = new();

    public override string Method => HttpMethods.Options;

    public override ValueTask<HandshakeAnswer?> AnswerAsync(HttpRequest request, WebhookSource source, CancellationToken cancellationToken) =>
        ValueTask.FromResult(HttpMethods.IsOptions(request.Method) ? Answer(request, source) : null);

    private static HandshakeAnswer Answer(HttpRequest request, WebhookSource source)
    {
        if (request.Headers["WebHook-Request-Origin"] is not [{ } asked])
        {
            return HandshakeAnswer.Malformed("it has no WebHook-Request-Origin");
        }

        var granted = source.AllowedOrigins.FirstOrDefault(origin => origin == Any || origin.Equals(asked, StringComparison.OrdinalIgnoreCase));
        return granted is null ? HandshakeAnswer.Forbidden("its origin is not among the AllowedOrigins of the source") : HandshakeAnswer.Empty(
            new("Allow", HttpMethods.Post),
            new("WebHook-Allowed-Origin", granted),
            new("WebHook-Allowed-Rate", source.AllowedRate?.ToString(CultureInfo.InvariantCulture) ?? Any));
    }
}
