using System.Security.Cryptography;
using System.Text;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Benchmarks.Signing;

/// <summary>One request and all that either side needs to check or sign it.</summary>
internal sealed class SignedRequest
{
    public const string Id = "msg_0123456789abcdef0123456789abcdef";

    public SignedRequest(int bodyLength)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        Key = key;
        Secret = WebhookSecret.FromBytes(key);
        Body = new byte[bodyLength];
        Body.AsSpan().Fill((byte)'a');
        Timestamp = TimeProvider.System.GetUtcNow();
        Content = [.. Encoding.ASCII.GetBytes($"{Id}.{Timestamp.ToUnixTimeSeconds()}."), .. Body];
        Mac = HMACSHA256.HashData(Key, Content);
        Lines =
        [
            new("host", "shop.example"),
            new("user-agent", "ShopWebhooks/0.1.0"),
            new("content-type", "application/json"),
            new("content-length", $"{bodyLength}"),
            new("webhook-id", Id),
            new("webhook-timestamp", $"{Timestamp.ToUnixTimeSeconds()}"),
            new("webhook-signature", "v1," + Convert.ToBase64String(Mac)),
        ];
    }

    public byte[] Key { get; }

    public WebhookSecret Secret { get; }

    public byte[] Body { get; }

    public DateTimeOffset Timestamp { get; }

    /// <summary>What is signed, in one piece.</summary>
    public byte[] Content { get; }

    public byte[] Mac { get; }

    public KeyValuePair<string, string>[] Lines { get; }
}
