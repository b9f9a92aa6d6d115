using Microsoft.AspNetCore.Builder;
using ShopWebhooks.AspNetCore.Receiving;

namespace ShopWebhooks.AspNetCore;

/// <summary>Verifies webhooks before the application's own endpoints see them.</summary>
public static class VerifyWebhookEndpointConventionBuilderExtensions
{
    /// <summary>
    /// Verifies what the endpoint receives before anything is bound, and puts the body back: of a minimal API, a
    /// <see cref="Microsoft.AspNetCore.Http.RequestDelegate"/>, a controller, or all endpoints of a group.
    /// </summary>
    /// <remarks>
    /// <para>
    /// What fails is answered as on a mapped route, with a status and nothing else, before any error of binding; the endpoint never sees it.
    /// What passes is at hand as <see cref="WebhookRequestExtensions.GetVerifiedWebhook"/>, and its body can be read once more from the
    /// start. Nothing is stored: use it, or hand it to <see cref="IWebhookReceiver.AcceptAsync"/>. Every request to the endpoint is
    /// verified, whatever its method: the handshakes of providers are answered by mapped routes alone, and here the application's to answer,
    /// the signed ones in the endpoint and others in one that is not verified.
    /// </para>
    /// <para>
    /// A source that is not declared is warned of at start (event 2014) and answered 404, and the log lists those that are (event 2007). The
    /// endpoint does not need to say which source when its route has the parameter <c>{source}</c>. When it says none and has no such
    /// parameter, or says two, the application does not start; nor where it is a mapped route, which verifies by itself.
    /// </para>
    /// <para>
    /// As on a mapped route, antiforgery, HTTP logging and output caching are switched off, and a request timeout of 30 s holds where the
    /// application uses request timeouts and the endpoint has none of its own. The longest body is the source's setting.
    /// </para>
    /// <para>
    /// Where <c>AddShopWebhooks()</c> was not called, every request is refused by an <see cref="InvalidOperationException"/> that says so.
    /// </para>
    /// </remarks>
    /// <typeparam name="TBuilder">What the endpoint was mapped by.</typeparam>
    /// <param name="builder">The endpoint, or the group of endpoints.</param>
    /// <param name="source">The name of the source, in any case; null: the route's parameter <c>{source}</c> names it.</param>
    public static TBuilder VerifyWebhook<TBuilder>(this TBuilder builder, string? source = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(endpoint =>
        {
            endpoint.Metadata.Add(new VerifyWebhookAttribute(source));
            if (endpoint.RequestDelegate is { } next)
            {
                endpoint.RequestDelegate = http =>
                {
                    VerifiedRequest.Demand(http);
                    return next(http);
                };
            }
        });
        return builder;
    }
}
