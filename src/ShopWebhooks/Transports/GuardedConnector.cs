using System.Net;
using System.Net.Sockets;

namespace ShopWebhooks.Transports;

/// <summary>Opens the connections of the HTTP transport: resolves once, checks every address, connects to what was checked.</summary>
/// <remarks>
/// A check before the request would be worthless, because the name would be resolved a second time for the connection and may then lead
/// elsewhere (DNS rebinding). One reserved address in an answer refuses all of it: an honest name has none, and which one is tried first
/// is the attacker's choice. Only for an endpoint with allowed networks such an answer is left with those of its addresses that are in
/// one of them, if there are any: <c>localhost</c> is ::1 as well as 127.0.0.1, and an internal name often has an address too many.
/// A host that is allowed by its name may lead anywhere: its answers are the application's own.
/// What an endpoint is allowed travels with its requests (<see cref="Allowance"/>); a connection belongs to the client of the request that
/// opened it, which is why such endpoints have clients of their own.
/// </remarks>
internal sealed class GuardedConnector(INetwork network, TimeProvider clock)
{
    /// <summary>Where a request carries what its endpoint is allowed; without it, public addresses only.</summary>
    public static readonly HttpRequestOptionsKey<AddressAllowance> Allowance = new("ShopWebhooks.Allowance");

    // A route that swallows packets must not use up the time in which the next address would have answered.
    private static readonly TimeSpan TimePerAddress = TimeSpan.FromSeconds(3);

    /// <summary>Connects to the host of a request.</summary>
    /// <param name="context">The connection to make.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="AddressRefusedException">The host resolves to a reserved address, or to none.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        var addresses = await CheckAsync(target.Host, context.InitialRequestMessage, cancellationToken).ConfigureAwait(false);
        return await ConnectToFirstAsync(addresses, target.Port, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Connects as <see cref="ConnectAsync"/> does, and to a proxy without a check: the application chose that.</summary>
    /// <remarks>Only for handlers whose requests passed <see cref="ProxiedAddressCheck"/>.</remarks>
    /// <param name="context">The connection to make.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="AddressRefusedException">The host, being no proxy, resolves to a reserved address, or to none.</exception>
    public async ValueTask<Stream> ConnectWithProxyAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        var request = context.InitialRequestMessage;
        var isProxy = request.Method == HttpMethod.Connect
            || request.RequestUri is not { } uri || uri.Port != target.Port || uri.IdnHost != target.Host;
        if (!isProxy)
        {
            return await ConnectAsync(context, cancellationToken).ConfigureAwait(false);
        }

        var addresses = await ResolveAsync(target.Host, cancellationToken).ConfigureAwait(false);
        return await ConnectToFirstAsync(addresses, target.Port, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The addresses of a host that a request may connect to.</summary>
    /// <param name="host">A name or an IP address.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="AddressRefusedException">The host resolves to a reserved address, or to none.</exception>
    public async ValueTask<IPAddress[]> CheckAsync(string host, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        var allowance = request.Options.TryGetValue(Allowance, out var own) ? own : AddressAllowance.Nothing;
        if (allowance.Contains(host))
        {
            return addresses;
        }

        foreach (var address in addresses)
        {
            if (AddressGuard.Refuse(address, allowance) is { } reason)
            {
                var allowed = Array.FindAll(addresses, allowance.Contains);
                return allowed.Length > 0 ? allowed : throw new AddressRefusedException(reason);
            }
        }

        return addresses;
    }

    private async ValueTask<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await network.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        return addresses.Length > 0 ? addresses : throw new AddressRefusedException("the host has no address");
    }

    private async ValueTask<Stream> ConnectToFirstAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        foreach (var address in addresses[..^1])
        {
            using var time = new CancellationTokenSource(TimePerAddress, clock);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
            try
            {
                return await network.ConnectAsync(new IPEndPoint(address, port), limit.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // The next one may be reachable.
            }
        }

        return await network.ConnectAsync(new IPEndPoint(addresses[^1], port), cancellationToken).ConfigureAwait(false);
    }
}
