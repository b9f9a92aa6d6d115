using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Events;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>Makes of an endpoint that asks for verification one that verifies, once for each. Thread-safe.</summary>
internal sealed class EndpointVerification(
    IWebhookReceiver receiver, IWebhookSources sources, EventCatalog catalog, ILogger<EndpointVerification> logger)
{
    // Weak: MVC makes its endpoints anew when the application changes what it is made of.
    private readonly ConditionalWeakTable<Endpoint, Endpoint> _verified = [];

    public static bool IsAskedBy(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<VerifyWebhookAttribute>() is not null || endpoint.Metadata.GetMetadata<PayloadMetadata>() is not null;

    /// <summary>The names of the sources that the endpoint is told; none where its route names one.</summary>
    public static IReadOnlyList<string> SourcesOf(Endpoint endpoint) =>
    [
        .. endpoint.Metadata.GetOrderedMetadata<VerifyWebhookAttribute>().Select(each => each.Source).OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>The endpoint with verification before it.</summary>
    /// <exception cref="InvalidOperationException">The endpoint does not say what to verify.</exception>
    public Endpoint Before(Endpoint endpoint) => _verified.GetValue(endpoint, Make);

    /// <summary>Why the endpoint cannot be verified; null when it can.</summary>
    public string? ProblemOf(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<WebhookRoute>() is not null)
        {
            return $"The endpoint '{endpoint.DisplayName}' verifies by itself, and answers handshakes, which need not be signed; take "
                + ".VerifyWebhook() off it, or map it outside of the group that verifies.";
        }

        var names = SourcesOf(endpoint);
        if (names.Count > 1)
        {
            return $"The endpoint '{endpoint.DisplayName}' is told to verify for the sources '{string.Join("' and '", names)}', and a request "
                + "has one sender; keep one of them.";
        }

        // What has no pattern is chosen at run time, as MVC's dynamic routes do; a request that names no source is answered 404 there.
        if (names.Count == 0 && endpoint is RouteEndpoint route && route.RoutePattern.GetParameter(WebhookRoute.SourceParameter) is null)
        {
            return $"The endpoint '{endpoint.DisplayName}' does not say whose webhooks it verifies; write .VerifyWebhook(\"source\") or "
                + "[VerifyWebhook(\"source\")], or a pattern like /hooks/{source}.";
        }

        if (endpoint.Metadata.GetMetadata<ActionDescriptor>() is not null && PayloadTypesOf(endpoint).FirstOrDefault() is { } parameter)
        {
            return $"The endpoint '{endpoint.DisplayName}' takes a Webhook<{parameter.Name}>, which minimal APIs bind and MVC does not; write "
                + $"[VerifyWebhook(\"source\")] and [FromBody] {parameter.Name} instead.";
        }

        return PayloadTypesOf(endpoint).FirstOrDefault(IsWithoutEventType) is { } payload
            ? $"The endpoint '{endpoint.DisplayName}' takes a Webhook<{payload.Name}>, but no event type has the payload type {payload.Name}, nor "
                + $"one that derives from it; register it with AddEvent<{payload.Name}>(\"name\", …)."
            : null;
    }

    private static IEnumerable<Type> PayloadTypesOf(Endpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<PayloadMetadata>().Select(each => each.PayloadType);

    private bool IsWithoutEventType(Type payload) =>
        !payload.IsAssignableFrom(typeof(UnknownEvent)) && !catalog.Types.Any(type => payload.IsAssignableFrom(type.PayloadType));

    private Endpoint Make(Endpoint endpoint)
    {
        if (ProblemOf(endpoint) is { } problem)
        {
            throw new InvalidOperationException(problem);
        }

        if (endpoint.RequestDelegate is not { } next)
        {
            return endpoint;
        }

        var payload = new PayloadReader([.. PayloadTypesOf(endpoint)], catalog, endpoint.DisplayName, logger);
        RequestDelegate verify = new VerifiedEndpoint(SourcesOf(endpoint).SingleOrDefault(), receiver, sources, payload, next).InvokeAsync;

        // The last of a kind counts: the endpoint may have a timeout of its own, but no antiforgery, nobody logs a customer's data, and no
        // answer out of a cache passes verification by.
        var metadata = new EndpointMetadataCollection(
        [
            new RequestTimeoutAttribute((int)WebhookRoute.LongestRequest.TotalMilliseconds),
            .. endpoint.Metadata.Where(each => each is not VerifyWebhookAttribute),
            new AntiforgeryOff(),
            new HttpLoggingAttribute(HttpLoggingFields.None),
            new OutputCacheAttribute { NoStore = true },
        ]);
        return endpoint is RouteEndpoint route
            ? new RouteEndpoint(verify, route.RoutePattern, route.Order, metadata, route.DisplayName)
            : new Endpoint(verify, metadata, endpoint.DisplayName);
    }
}
