using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Filters;
using ShopWebhooks.AspNetCore.Receiving;

namespace ShopWebhooks.AspNetCore;

/// <summary>
/// Verifies what an endpoint receives before anything is bound, and puts the body back: on an MVC action or controller, or on the
/// handler of a minimal API.
/// </summary>
/// <remarks>
/// <para>
/// Needs no other line than <c>AddShopWebhooks()</c>, which registers what applies it. The same as
/// <see cref="VerifyWebhookEndpointConventionBuilderExtensions.VerifyWebhook"/>, where the rest is told.
/// </para>
/// <para>
/// Where nothing applies it, because <c>AddShopWebhooks()</c> was not called, every request is refused by an
/// <see cref="InvalidOperationException"/> that says so. On the handler of a minimal API an attribute alone can promise that only of a server
/// that limits bodies, as Kestrel, HTTP.sys and IIS do, while nobody has read the body and no other size limit stands on the endpoint;
/// <c>.VerifyWebhook(…)</c> and <see cref="Webhook{T}"/> promise it always.
/// </para>
/// </remarks>
/// <param name="source">
/// The name of the source that the webhooks come from, in any case; null: the route's parameter <c>{source}</c> names it.
/// </param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class VerifyWebhookAttribute(string? source = null) : Attribute, IAsyncResourceFilter, IRequestSizeLimitMetadata
{
    /// <summary>The name of the source; null: the route's parameter <c>{source}</c> names it.</summary>
    public string? Source { get; } = source;

    // An attribute that nobody applies must not pass for verification. MVC calls its attributes as filters. Of a minimal API nobody calls
    // them, but routing asks each endpoint it has chosen for its limit; one that is verified has taken the place of the endpoint that bears
    // this attribute, and does not bear it itself.
    long? IRequestSizeLimitMetadata.MaxRequestBodySize => throw new InvalidOperationException(VerifiedRequest.Missing);

    Task IAsyncResourceFilter.OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        VerifiedRequest.Demand(context.HttpContext);
        return next();
    }
}
