using Microsoft.AspNetCore.Http;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>The feature of a request that was verified before its endpoint saw it.</summary>
internal sealed class VerifiedRequest(VerifiedWebhook webhook, object? payload)
{
    public const string Missing =
        "The endpoint bears [VerifyWebhook], and nothing verifies what it receives; call builder.Services.AddShopWebhooks() first.";

    public VerifiedWebhook Webhook => webhook;

    /// <summary>The payload; null where the endpoint takes no <see cref="Webhook{T}"/>.</summary>
    public object? Payload => payload;

    /// <summary>Refuses a request that reached its endpoint without verification.</summary>
    /// <exception cref="InvalidOperationException">Nothing verified it.</exception>
    public static void Demand(HttpContext http)
    {
        if (http.Features.Get<VerifiedRequest>() is null)
        {
            throw new InvalidOperationException(Missing);
        }
    }
}
