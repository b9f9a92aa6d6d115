using System.Net;

namespace ShopWebhooks.Transports;

/// <summary>Keeps requests to the versions of HTTP that run over TCP.</summary>
/// <remarks>
/// The primary handler asks nobody before it opens a QUIC connection: HTTP/3 would go round the guard. No attempt asks for it, but a
/// handler of the application may. Innermost, so that nothing changes the request afterwards.
/// </remarks>
internal sealed class TcpOnly : DelegatingHandler
{
    /// <inheritdoc />
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Version > HttpVersion.Version20)
        {
            request.Version = HttpVersion.Version20;
        }

        if (request.VersionPolicy == HttpVersionPolicy.RequestVersionOrHigher)
        {
            request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        }

        return base.SendAsync(request, cancellationToken);
    }
}
