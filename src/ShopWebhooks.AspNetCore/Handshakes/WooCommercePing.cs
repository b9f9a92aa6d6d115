using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using ShopWebhooks.AspNetCore.Receiving;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>WooCommerce: on save, an unsigned form with the field <c>webhook_id</c> alone.</summary>
internal sealed partial class WooCommercePing : Handshake
{
    private const int Longest = 32;

    public override async ValueTask<HandshakeAnswer?> AnswerAsync(HttpRequest request, WebhookSource source, CancellationToken cancellationToken)
    {
        if (!HttpMethods.IsPost(request.Method)
            || request.ContentLength is not (> 0 and <= Longest)
            || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !"application/x-www-form-urlencoded".Equals(type.MediaType, StringComparison.OrdinalIgnoreCase)
            || IsSigned(request, source.Provider.Scheme))
        {
            return null;
        }

        return await WebhookBody.ReadAsync(request, Longest, cancellationToken) is { } body && Form().IsMatch(Encoding.ASCII.GetString(body))
            ? HandshakeAnswer.Empty()
            : HandshakeAnswer.Malformed("it is an unsigned form with something other than a webhook_id");
    }

    private static bool IsSigned(HttpRequest request, WebhookScheme scheme) =>
        scheme is HmacScheme hmac && hmac.SignatureHeaders.Any(request.Headers.ContainsKey);

    [GeneratedRegex("^webhook_id=[0-9]{1,20}\\z")]
    private static partial Regex Form();
}
