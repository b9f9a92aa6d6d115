using System.Net;

namespace ShopWebhooks.Transports;

/// <summary>The network as the guard uses it: resolving and connecting are two steps, so that it can judge in between.</summary>
internal interface INetwork
{
    /// <summary>The addresses of a host, in the order to try them; may be empty.</summary>
    /// <param name="host">A name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The name cannot be resolved.</exception>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken);

    /// <summary>Connects to one address.</summary>
    /// <param name="endPoint">The address and port.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="System.Net.Sockets.SocketException">Nothing can be reached there.</exception>
    Task<Stream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken);
}
