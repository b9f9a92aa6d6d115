using System.Security.Cryptography.X509Certificates;
using ShopWebhooks.Tests.Transports;

namespace ShopWebhooks.Tests.Faults;

/// <summary>What a receiver does to the one who sends to it: a row of the table.</summary>
/// <param name="Name">The row's first cell.</param>
/// <param name="Script">What happens on each connection once the request, or what should be one, has been read; then it is closed.</param>
internal sealed record Fault(string Name, Func<FaultyConnection, Task> Script)
{
    /// <summary>What the receiver's name resolves to, as <see cref="ScriptedNetwork"/> reads it; null where it does not exist.</summary>
    public string? Resolves { get; init; } = "93.184.216.34";

    /// <summary>Whether anything listens there.</summary>
    public bool Listens { get; init; } = true;

    /// <summary>Whether the sender is told that the receiver speaks TLS.</summary>
    public bool IsHttps { get; init; }

    /// <summary>The certificate it speaks TLS with; null for plain text.</summary>
    public Func<TestCertificates, X509Certificate2>? Certificate { get; init; }

    public override string ToString() => Name;
}
