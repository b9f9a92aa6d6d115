using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace ShopWebhooks.Transports;

/// <summary>Registers the HTTP transport.</summary>
internal static class HttpTransportRegistration
{
    /// <summary>Registers the HTTP transport, its guard and its client; a second call changes nothing.</summary>
    /// <param name="services">Where.</param>
    /// <returns>The client's builder, for what the application adds to it; holds for the clients of single endpoints too.</returns>
    public static IHttpClientBuilder AddHttpTransport(this IServiceCollection services)
    {
        // Once, because a repeated primary handler would displace the application's changes to the first.
        if (services.Any(service => service.ServiceType == typeof(HttpTransport)))
        {
            return services.AddHttpClient(HttpTransport.ClientName);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<INetwork, SystemNetwork>();
        services.AddSingleton<GuardedConnector>();
        services.AddSingleton<HttpTransport>();
        services.AddSingleton(new TransportRegistration(Uri.UriSchemeHttps, typeof(HttpTransport)));
        services.AddSingleton(new TransportRegistration(Uri.UriSchemeHttp, typeof(HttpTransport)));
        services.TryAddSingleton<TransportRegistry>();
        services.AddSingleton<IHttpMessageHandlerBuilderFilter, GuardedHandlerFilter>();
        services.AddTransient<IOptionsFactory<HttpClientFactoryOptions>, EndpointClientOptionsFactory>();

        // What ConfigureHttpClientDefaults adds is meant for calls, not for attempts: a resilience handler repeats behind the back of the
        // schedule, with a signature that ages, and its circuit breaker is one for all endpoints. The defaults come first, whenever they
        // are set; what is added to this client by its name stays.
        // The factory logs full URLs, whose path or query may be confidential. Its rotation of handlers would drop every connection every
        // two minutes; the handler itself replaces them one by one.
        return services.AddHttpClient(HttpTransport.ClientName)
            .ConfigureAdditionalHttpMessageHandlers((additional, _) => additional.Clear())
            .RemoveAllLoggers()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => CreateHandler(provider.GetRequiredService<GuardedConnector>()));
    }

    private static SocketsHttpHandler CreateHandler(GuardedConnector connector) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,

        // Variables of the environment must not decide where requests go, and a proxy is beyond the check at connect.
        UseProxy = false,

        // With a propagator the handler sends the baggage of whatever was current to strangers, and traces full URLs.
        ActivityHeadersPropagator = null,
        ConnectCallback = connector.ConnectAsync,
        ConnectTimeout = TimeSpan.FromSeconds(10),

        // After this a name is resolved, and its addresses checked, again.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),

        // In KiB.
        MaxResponseHeadersLength = 16,

        // The transport has read what it wants; a connection with more to come is closed.
        MaxResponseDrainSize = 0,
    };
}
