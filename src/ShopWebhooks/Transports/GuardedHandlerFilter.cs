using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace ShopWebhooks.Transports;

/// <summary>Refuses to build a client of the HTTP transport whose primary handler has lost the guard.</summary>
/// <remarks>
/// A second <c>ConfigurePrimaryHttpMessageHandler</c>, which is how tests put a mock in place, silently replaces the first: without this
/// filter the guard would be gone and nobody told. A handler changed in place (certificates, proxy, limits) keeps it.
/// </remarks>
internal sealed class GuardedHandlerFilter(GuardedConnector connector, IOptions<HttpTransportOptions> options)
    : IHttpMessageHandlerBuilderFilter
{
    /// <inheritdoc />
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        if (HttpTransport.IsClientName(builder.Name))
        {
            Check(builder);
        }
    };

    private void Check(HttpMessageHandlerBuilder builder)
    {
        if (builder.PrimaryHandler is SocketsHttpHandler { ConnectCallback.Target: GuardedConnector } handler)
        {
            if (handler.UseProxy)
            {
                handler.ConnectCallback = connector.ConnectWithProxyAsync;
                builder.AdditionalHandlers.Add(new ProxiedAddressCheck(connector));
            }

            builder.AdditionalHandlers.Add(new TcpOnly());
        }
        else if (!options.Value.AllowUnguardedHandler)
        {
            throw new UnguardedHandlerException(
                $"The primary handler of the HTTP client '{builder.Name}' is {builder.PrimaryHandler.GetType()}, which lacks the guard "
                + "against private addresses; change the given SocketsHttpHandler in place, "
                + "or call AllowUnguardedHandler() to do without.");
        }
    }
}
