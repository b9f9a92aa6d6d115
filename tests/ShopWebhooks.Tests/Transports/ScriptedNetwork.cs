using System.Net;
using System.Net.Sockets;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Transports;

/// <summary>Resolves every name to the answers of its script, in turn, and connects every address to a port of this machine.</summary>
/// <param name="answers">Each a comma-separated list of addresses; the last is repeated.</param>
internal sealed class ScriptedNetwork(params string[] answers) : INetwork
{
    private readonly SystemNetwork _system = new();

    public List<string> Resolved { get; } = [];

    public List<string> Connected { get; } = [];

    /// <summary>What happens instead of a connection; null to connect.</summary>
    public Func<IPEndPoint, CancellationToken, Task<Stream>?> Instead { get; set; } = (_, _) => null;

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        Resolved.Add(host);
        return answers.Length == 0
            ? Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound))
            : Task.FromResult(Parse(answers[Math.Min(Resolved.Count, answers.Length) - 1]));
    }

    public Task<Stream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        Connected.Add(endPoint.Address.ToString());
        return Instead(endPoint, cancellationToken)
            ?? _system.ConnectAsync(new IPEndPoint(IPAddress.Loopback, endPoint.Port), cancellationToken);
    }

    private static IPAddress[] Parse(string answer) =>
        [.. answer.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)];
}
