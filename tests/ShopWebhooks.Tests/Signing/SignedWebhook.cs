using System.Text;
using ShopWebhooks.Signing;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Signing;

/// <summary>A valid request; tests change one thing of it.</summary>
internal sealed class SignedWebhook
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    public static readonly WebhookSecret Secret = WebhookSecret.FromBytes([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);

    public SignedWebhook(string id = "msg_1", string body = """{"event":"new_order","customer_id":"SB-9921","status":"paid"}""")
    {
        Body = Encoding.UTF8.GetBytes(body);
        Lines = [.. new WebhookSigner(WebhookScheme.StandardWebhooks, Secret).Sign(new OutgoingWebhook(id, Now, Body))];
    }

    public byte[] Body { get; set; }

    public List<KeyValuePair<string, string>> Lines { get; }

    public string Signature => Lines[2].Value;

    public static WebhookVerifier Verifier(params WebhookSecret[] secrets) =>
        new(WebhookScheme.StandardWebhooks, secrets.Length == 0 ? [Secret] : secrets) { TimeProvider = new ManualTimeProvider(Now) };

    public SignedWebhook With(string name, string value)
    {
        var index = Lines.FindIndex(line => line.Key == name);
        Lines[index] = new(name, value);
        return this;
    }

    public WebhookRequest<WebhookHeaders> ToRequest() => new("POST", null, new WebhookHeaders(Lines), Body);

    public VerificationResult Verify(params WebhookSecret[] secrets) => Verifier(secrets).Verify(ToRequest());
}
