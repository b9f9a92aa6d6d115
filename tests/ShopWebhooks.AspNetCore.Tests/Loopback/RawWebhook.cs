using System.Globalization;
using System.Text;
using ShopWebhooks.Signing;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.AspNetCore.Tests.Loopback;

/// <summary>A request as it goes over the wire: a valid webhook, of which a test changes what it is about.</summary>
internal sealed class RawWebhook
{
    public const string Order = """{"event":"new_order","customer_id":"SB-9921","status":"paid"}""";

    private static int _lastId;

    private RawWebhook(string id, byte[] body)
    {
        Id = id;
        Body = body;
    }

    public string Id { get; }

    public byte[] Body { get; set; }

    public string Method { get; set; } = "POST";

    public string Path { get; set; } = $"/webhooks/{LoopbackShop.Source}";

    public List<KeyValuePair<string, string>> Lines { get; } = [];

    public static RawWebhook Signed(string body = Order, string? id = null, string? secret = null) =>
        Signed(Encoding.UTF8.GetBytes(body), id, secret);

    public static RawWebhook Signed(byte[] body, string? id = null, string? secret = null, DateTimeOffset? at = null)
    {
        id ??= string.Create(CultureInfo.InvariantCulture, $"id-{Interlocked.Increment(ref _lastId)}");
        var signer = new WebhookSigner(WebhookScheme.StandardWebhooks, WebhookSecret.Parse(secret ?? LoopbackShop.Secret));
        var webhook = new RawWebhook(id, body);
        webhook.Lines.Add(new("content-type", "application/json"));
        webhook.Lines.AddRange(signer.Sign(new OutgoingWebhook(id, at ?? new ManualTimeProvider().GetUtcNow(), body)));
        return webhook;
    }

    /// <summary>Signed over this id and timestamp, whatever a signer that keeps to the rules would say of them.</summary>
    public static RawWebhook SignedOver(string id, string timestamp)
    {
        var webhook = Signed();
        var key = WebhookSecret.Parse(LoopbackShop.Secret).Reveal()["whsec_".Length..];
        var content = Encoding.UTF8.GetBytes($"{id}.{timestamp}.{Order}");
        var mac = System.Security.Cryptography.HMACSHA256.HashData(Convert.FromBase64String(key), content);
        return webhook.With("webhook-id", id).With("webhook-timestamp", timestamp)
            .With("webhook-signature", "v1," + Convert.ToBase64String(mac));
    }

    public string Value(string name) => Lines.Single(line => line.Key == name).Value;

    /// <summary>Without any line of this name.</summary>
    public RawWebhook Without(string name)
    {
        Lines.RemoveAll(line => line.Key == name);
        return this;
    }

    /// <summary>With this line instead of those of its name.</summary>
    public RawWebhook With(string name, string value) => Without(name).And(name, value);

    /// <summary>With one more line.</summary>
    public RawWebhook And(string name, string value)
    {
        Lines.Add(new(name, value));
        return this;
    }

    /// <summary>With the one line of this name twice.</summary>
    public RawWebhook Doubled(string name) => And(name, Value(name));

    public RawWebhook To(string source)
    {
        Path = $"/webhooks/{source}";
        return this;
    }

    public string Head(string framing)
    {
        var head = new StringBuilder($"{Method} {Path} HTTP/1.1\r\nhost: shop.example\r\n");
        foreach (var (name, value) in Lines)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return head.Append(framing).Append("\r\n\r\n").ToString();
    }

    /// <summary>The request with its length in the head.</summary>
    public byte[] ToBytes() => [.. Encoding.Latin1.GetBytes(Head($"content-length: {Body.Length}")), .. Body];

    /// <summary>The request in chunks, with trailers behind.</summary>
    public byte[] ToChunks(int size, string trailers = "")
    {
        List<byte> bytes = [.. Encoding.Latin1.GetBytes(Head("transfer-encoding: chunked"))];
        foreach (var chunk in Body.Chunk(size))
        {
            bytes.AddRange([.. Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"), .. chunk, .. "\r\n"u8]);
        }

        return [.. bytes, .. Encoding.ASCII.GetBytes($"0\r\n{trailers}\r\n")];
    }
}
