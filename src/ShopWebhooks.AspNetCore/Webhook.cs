using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using ShopWebhooks.AspNetCore.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore;

/// <summary>A verified webhook with its payload, as the parameter of a minimal API: the parameter alone has its endpoint verified.</summary>
/// <remarks>
/// <para>
/// The source is named by <c>.VerifyWebhook("source")</c> or <c>[VerifyWebhook("source")]</c>, or by the route's parameter
/// <c>{source}</c>.
/// </para>
/// <para>
/// As with handlers, a base type takes all that derive from it, but for <c>ping</c> and operational events, and
/// <see cref="Events.UnknownEvent"/> what nobody registered. A webhook of another event type is answered 400, and so is a payload that
/// does not fit its type; the log says which (event 2008). Only a <c>ping</c> that the parameter does not take is answered 200 without
/// calling the endpoint: it asks whether anybody is there, and nothing of it is lost.
/// </para>
/// </remarks>
/// <typeparam name="T">The payload type, or a base type of those it takes.</typeparam>
public sealed class Webhook<T> : IBindableFromHttpContext<Webhook<T>>, IEndpointParameterMetadataProvider
    where T : notnull
{
    private Webhook(T payload, VerifiedWebhook verified)
    {
        Payload = payload;
        Verified = verified;
    }

    /// <summary>The payload.</summary>
    public T Payload { get; }

    /// <summary>What was verified: the id, the time, the source, the event type, the raw body.</summary>
    public VerifiedWebhook Verified { get; }

    /// <summary>Names the webhook without its body.</summary>
    public override string ToString() => Verified.ToString();

    static ValueTask<Webhook<T>?> IBindableFromHttpContext<Webhook<T>>.BindAsync(HttpContext context, ParameterInfo parameter) =>
        context.Features.Get<VerifiedRequest>() is { Payload: T payload } request
            ? ValueTask.FromResult<Webhook<T>?>(new Webhook<T>(payload, request.Webhook))
            : throw new InvalidOperationException(
                $"The endpoint takes a Webhook<{typeof(T).Name}>, and nothing verifies what it receives; call "
                + "builder.Services.AddShopWebhooks() first.");

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new PayloadMetadata(typeof(T)));

        // Describes the body. Which content types there may be is for the source to say: routing must not refuse any before.
        builder.Metadata.Add(new AcceptsMetadata(["application/json", "*/*"], typeof(T)));
    }
}
