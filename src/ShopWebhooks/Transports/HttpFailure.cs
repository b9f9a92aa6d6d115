using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ShopWebhooks.Transports;

/// <summary>Puts into words why a request got no answer.</summary>
/// <remarks>Never with the text of an exception, which may quote the URL or the answer.</remarks>
internal static class HttpFailure
{
    /// <summary>The attempt's end.</summary>
    /// <param name="exception">What the HTTP handlers threw.</param>
    public static TransportResult Describe(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case AddressRefusedException refused:
                    return TransportResult.Failed($"The address was refused at connect: {refused.Message}.");
                case AuthenticationException:
                    return TransportResult.Failed(DescribeTls(inner.Message));
                case SocketException socket when DescribeSocket(socket.SocketErrorCode) is { } words:
                    return TransportResult.Failed(words);
            }
        }

        return TransportResult.Failed(exception switch
        {
            OperationCanceledException or TimeoutException => "No connection was made in time.",
            HttpRequestException request => DescribeRequest(request.HttpRequestError),
            _ => "The connection broke off.",
        });
    }

    private static string? DescribeSocket(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "The connection was refused.",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => "The connection was reset.",
        SocketError.TimedOut => "No connection was made in time.",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.AddressNotAvailable
            => "The host cannot be reached.",
        SocketError.HostNotFound or SocketError.NoData => "The host's name cannot be resolved.",
        SocketError.TryAgain or SocketError.NoRecovery => "The host's name cannot be resolved for now.",
        _ => null,
    };

    // The framework tells the cause of a refused certificate in the message only, as names of these enumerations.
    private static string DescribeTls(string message) =>
        message.Contains(nameof(SslPolicyErrors.RemoteCertificateNameMismatch), StringComparison.Ordinal)
            ? "The TLS handshake failed: the certificate is for another name."
        : message.Contains(nameof(X509ChainStatusFlags.NotTimeValid), StringComparison.Ordinal)
            ? "The TLS handshake failed: the certificate has expired or is not valid yet."
        : message.Contains(nameof(X509ChainStatusFlags.UntrustedRoot), StringComparison.Ordinal)
            || message.Contains(nameof(X509ChainStatusFlags.PartialChain), StringComparison.Ordinal)
            ? "The TLS handshake failed: the certificate is not from a trusted authority."
        : "The TLS handshake failed.";

    private static string DescribeRequest(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "The host's name cannot be resolved.",
        HttpRequestError.ConnectionError => "The connection failed.",
        HttpRequestError.SecureConnectionError => "The TLS handshake failed.",
        HttpRequestError.ResponseEnded => "The connection was closed before the answer was complete.",
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => "The answer is not valid HTTP.",
        HttpRequestError.ConfigurationLimitExceeded => "The answer's header lines are too long.",
        HttpRequestError.ProxyTunnelError => "The proxy refused the connection.",
        _ => "The request failed.",
    };
}
