using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.AspNetCore.Receiving;

namespace ShopWebhooks.AspNetCore;

/// <summary>Maps webhook endpoints.</summary>
public static class ShopWebhooksEndpointRouteBuilderExtensions
{
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Receives webhooks by POST: verifies, stores with dedupe, answers, and leaves the handling to the handlers afterwards.
    /// </summary>
    /// <remarks>
    /// The route has antiforgery and HTTP logging switched off, since the signature is the proof of origin and the body is nobody
    /// else's business, and a request timeout of 30 s for applications that use request timeouts. How long a body may be is the
    /// source's own setting. With a fallback authorization policy, add <c>.AllowAnonymous()</c>.
    /// </remarks>
    /// <param name="endpoints">The routes of the application.</param>
    /// <param name="pattern">The route pattern; it has the parameter <c>{source}</c>.</param>
    /// <exception cref="ArgumentException">The pattern has no parameter <c>{source}</c>.</exception>
    /// <exception cref="InvalidOperationException"><c>AddShopWebhooks()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapShopWebhooks(this IEndpointRouteBuilder endpoints, string pattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var route = RoutePatternFactory.Parse(pattern);
        if (route.GetParameter(WebhookRoute.SourceParameter) is null)
        {
            throw new ArgumentException(
                $"The pattern '{pattern}' has no parameter {{source}}; write it like /webhooks/{{source}}.", nameof(pattern));
        }

        var receiver = endpoints.ServiceProvider.GetService<IWebhookReceiver>()
            ?? throw new InvalidOperationException("ShopWebhooks is not registered; call builder.Services.AddShopWebhooks() first.");
        RequestDelegate receive = new WebhookRoute(receiver).ReceiveAsync;
        return endpoints.MapPost(route.RawText!, receive)
            .WithDisplayName($"ShopWebhooks {pattern}")
            .WithMetadata(
                new AntiforgeryOff(),
                new HttpLoggingAttribute(HttpLoggingFields.None),
                new RequestTimeoutAttribute((int)LongestRequest.TotalMilliseconds));
    }

    private sealed class AntiforgeryOff : IAntiforgeryMetadata
    {
        public bool RequiresValidation => false;
    }
}
