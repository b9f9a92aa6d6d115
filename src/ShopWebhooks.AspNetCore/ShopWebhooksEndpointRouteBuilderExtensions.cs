using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.AspNetCore.Receiving;

namespace ShopWebhooks.AspNetCore;

/// <summary>Maps webhook endpoints.</summary>
public static class ShopWebhooksEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Receives webhooks by POST: verifies, stores with dedupe, answers, and leaves the handling to the handlers afterwards. Answers the
    /// handshakes of the sources' providers.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Some handshakes come by GET, HEAD or OPTIONS, which the route takes as well and answers 405 where a source's provider does not ask by
    /// them. An endpoint of the application's own at the same pattern comes before it there, though not for POST. A handshake is neither stored
    /// nor handled.
    /// </para>
    /// <para>
    /// The route has antiforgery, HTTP logging and output caching switched off, since the signature is the proof of origin, the body is
    /// nobody else's business, and no answer is that to another request; and a request timeout of 30 s for applications that use request
    /// timeouts. With a fallback authorization policy, add <c>.AllowAnonymous()</c>.
    /// </para>
    /// <para>
    /// How long a body may be is the source's own setting. It takes the place of the server's limit and of a request size limit on the
    /// route, neither of which can differ from source to source or follow the configuration; only a middleware that reads the body
    /// before is held to those.
    /// </para>
    /// </remarks>
    /// <param name="endpoints">The routes of the application.</param>
    /// <param name="pattern">The route pattern. It has the parameter <c>{source}</c>, unless the prefix of a group has it.</param>
    /// <exception cref="ArgumentException">
    /// The pattern has no parameter <c>{source}</c>. In a group, whose prefix is not known yet, an <see cref="InvalidOperationException"/>
    /// says so instead when the application starts.
    /// </exception>
    /// <exception cref="InvalidOperationException"><c>AddShopWebhooks()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapShopWebhooks(this IEndpointRouteBuilder endpoints, string pattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var own = RoutePatternFactory.Parse(pattern);
        if (endpoints is not RouteGroupBuilder && Refuse(own) is { } refusal)
        {
            throw new ArgumentException(refusal, nameof(pattern));
        }

        var receiver = endpoints.ServiceProvider.GetService<IWebhookReceiver>()
            ?? throw new InvalidOperationException("ShopWebhooks is not registered; call builder.Services.AddShopWebhooks() first.");
        var sources = endpoints.ServiceProvider.GetRequiredService<IWebhookSources>();
        var webhooks = new WebhookRoute(receiver, sources);
        var route = endpoints.MapMethods(own.RawText!, WebhookRoute.Methods, (RequestDelegate)webhooks.ReceiveAsync).WithMetadata(
            webhooks,
            new AntiforgeryOff(),
            new HttpLoggingAttribute(HttpLoggingFields.None),
            new OutputCacheAttribute { NoStore = true },
            new RequestTimeoutAttribute((int)WebhookRoute.LongestRequest.TotalMilliseconds));

        // Only here is the pattern finished, with the prefixes of the groups around it.
        route.Add(each => each.DisplayName = $"ShopWebhooks {((RouteEndpointBuilder)each).RoutePattern.RawText}");
        route.Finally(each =>
        {
            if (Refuse(((RouteEndpointBuilder)each).RoutePattern) is { } refusal)
            {
                throw new InvalidOperationException(refusal);
            }
        });
        return route;
    }

    private static string? Refuse(RoutePattern pattern) => pattern.GetParameter(WebhookRoute.SourceParameter) is null
        ? $"The pattern '{pattern.RawText}' has no parameter {{source}}; write it like /webhooks/{{source}}."
        : null;
}
