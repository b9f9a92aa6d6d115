using System.Text;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Tests.Receiving;

/// <summary>What senders send.</summary>
internal static class SignedRequest
{
    public static WebhookRequest<WebhookHeaders> Create(
        TestHost host, string body, string id = "evt_1", string secret = TestHost.Secret, string? contentType = "application/json",
        TimeSpan age = default)
    {
        var (lines, bytes) = Sign(host, body, id, secret, age);
        if (contentType is not null)
        {
            lines.Add(new("content-type", contentType));
        }

        return new("POST", null, new WebhookHeaders(lines), bytes);
    }

    /// <summary>A valid request, but for one header line that is there twice.</summary>
    public static WebhookRequest<WebhookHeaders> Doubled(TestHost host, string name)
    {
        var (lines, bytes) = Sign(host, Orders.PaidJson, "evt_1", TestHost.Secret, age: default);
        lines.Add(lines.Find(line => line.Key == name));
        return new("POST", null, new WebhookHeaders(lines), bytes);
    }

    public static VerificationResult Verify(this TestHost host, WebhookRequest<WebhookHeaders> request, string source = "shop") =>
        host.Get<IWebhookReceiver>().Verify(source, in request);

    /// <summary>Verifies and accepts.</summary>
    public static ReceiveResult Receive(
        this TestHost host, string body = Orders.PaidJson, string id = "evt_1", string source = "shop", string secret = TestHost.Secret)
    {
        var webhook = host.Verify(Create(host, body, id, secret), source).Webhook;
        webhook.Should().NotBeNull();
        return host.Run(() => host.Get<IWebhookReceiver>().AcceptAsync(webhook!.Value));
    }

    private static (List<KeyValuePair<string, string>> Lines, byte[] Body) Sign(
        TestHost host, string body, string id, string secret, TimeSpan age)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var signer = new WebhookSigner(WebhookScheme.StandardWebhooks, WebhookSecret.Parse(secret));
        return ([.. signer.Sign(new OutgoingWebhook(id, host.Time.GetUtcNow() - age, bytes))], bytes);
    }
}
