using System.Text;

namespace ShopWebhooks.AspNetCore.Tests.Loopback;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record RawAnswer(int Status, string Head, byte[] Body)
{
    /// <summary>The value of a header line; null when there is none.</summary>
    public string? Header(string name) => Head.Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .SingleOrDefault();

    public override string ToString() => Head + "\r\n\r\n" + Encoding.UTF8.GetString(Body);
}
