using Microsoft.AspNetCore.Http.Metadata;

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
/// <see cref="InvalidOperationException"/> that says so.
/// </para>
/// </remarks>
/// <param name="source">
/// The name of the source that the webhooks come from, in any case; null: the route's parameter <c>{source}</c> names it.
/// </param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class VerifyWebhookAttribute(string? source = null) : Attribute, IRequestSizeLimitMetadata
{
    /// <summary>The name of the source; null: the route's parameter <c>{source}</c> names it.</summary>
    public string? Source { get; } = source;

    // An attribute that nobody applies must not pass for verification. Routing asks each endpoint it has chosen for its limit; one that is
    // verified has taken the place of the endpoint that bears this attribute, and does not bear it itself.
    long? IRequestSizeLimitMetadata.MaxRequestBodySize => throw new InvalidOperationException(
        "The endpoint bears [VerifyWebhook], and nothing verifies what it receives; call builder.Services.AddShopWebhooks() first.");
}
