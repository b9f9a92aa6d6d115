using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ShopWebhooks.Tests.Faults;

/// <summary>A socket on a free port of this machine that does to each connection what a script says, valid HTTP or not.</summary>
internal sealed class FaultyReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2? _certificate;
    private readonly Fault _fault;
    private readonly Task _loop;

    public FaultyReceiver(Fault fault, X509Certificate2? certificate = null)
    {
        (_fault, _certificate) = (fault, certificate);
        _listener.Start();
        _loop = AcceptAsync();
    }

    /// <summary>A receiver that answers every request with a text.</summary>
    public FaultyReceiver(string answer)
        : this(new Fault("", connection => connection.SendAsync(answer)))
    {
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>When the sender waits for what never comes.</summary>
    public Stall Stall { get; } = new();

    public int Requests { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _listener.Stop();
        _certificate?.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var accepted = socket;

        // Whatever the script is waiting for or sending then ends with an exception.
        await using var registration = _stop.Token.Register(socket.Dispose);
        try
        {
            await using var stream = await OpenAsync(socket);
            var connection = new FaultyConnection(socket, stream, Stall);
            if (await connection.ReadRequestAsync())
            {
                Requests++;
                await _fault.Script(connection);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or AuthenticationException)
        {
            // The sender has had enough, or the test is over.
        }
    }

    private async Task<Stream> OpenAsync(Socket socket)
    {
        var plain = new NetworkStream(socket);
        if (_certificate is null)
        {
            return plain;
        }

        var secure = new SslStream(plain);
        await secure.AuthenticateAsServerAsync(_certificate);
        return secure;
    }
}
