using System.Text;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using ShopWebhooks.Providers;
using ShopWebhooks.Providers.Schemes;
using ShopWebhooks.Signing;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Providers;

/// <summary>A valid request of a provider who signs with a shared secret, made by this library; tests change one thing of it.</summary>
internal sealed class GenuineRequest
{
    public const string Url = "https://shop.example/hooks";

    // Of all that some provider wants to find in a body.
    private const string Sample =
        """{"webhookTimestamp":1700000000000,"notificationItems":[{"NotificationRequestItem":{"pspReference":"7914"}}],"value":[{"tenant":1}]}""";

    private readonly WebhookProvider _provider;

    public GenuineRequest(WebhookProvider provider, byte[]? body = null)
    {
        _provider = provider;
        var signer = new WebhookSigner(provider.Scheme, Secret);
        Body = signer.SignBody(new OutgoingWebhook("msg_1", Now, body ?? Encoding.UTF8.GetBytes(Sample)) { Url = Url });
        Lines = [.. signer.Sign(new OutgoingWebhook("msg_1", Now, Body) { Url = Url })];
    }

    public static DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    public static WebhookSecret Secret { get; } = WebhookSecret.FromBytes("user:abcdefghijklmnopqrst"u8);

    /// <summary>The providers who sign with a shared secret, and two schemes of an application's own with the longest signatures there are.</summary>
    public static IReadOnlyList<WebhookProvider> Providers { get; } =
    [
        .. WebhookProviders.All.Where(provider => provider.Scheme.CanSign), OwnScheme(SignatureEncoding.Hex), OwnScheme(SignatureEncoding.Base64),
    ];

    /// <summary>
    /// Whether a signature fits a body, and no other: a plain hash could be gone on with behind bytes that are no UTF-8, and of a form such bytes
    /// would all be the same.
    /// </summary>
    public static bool IsSignable(WebhookProvider provider, byte[] body) => provider.Scheme switch
    {
        FormScheme => FormBody.Read(body) is not null,
        HmacScheme { Algorithm: SignatureAlgorithm.Sha256OfKeyAndContent } => Utf8.IsValid(body),
        _ => true,
    };

    public List<KeyValuePair<string, string>> Lines { get; }

    public byte[] Body { get; set; }

    /// <summary>Whether the signature stands in the body, which then is not signed as a whole.</summary>
    public bool IsSignedInBody => Lines.Count == 0;

    /// <summary>The value of the signature header, or the text of the signature in the body.</summary>
    public string Signature
    {
        get => IsSignedInBody ? Find(JsonNode.Parse(Body)!, out var name)[name]!.GetValue<string>() : Lines[^1].Value;
        set
        {
            if (IsSignedInBody)
            {
                var body = JsonNode.Parse(Body)!;
                Find(body, out var name)[name] = value;
                Body = Encoding.UTF8.GetBytes(body.ToJsonString());
            }
            else
            {
                Lines[^1] = new(Lines[^1].Key, value);
            }
        }
    }

    /// <summary>The secret as the settings of a source have it.</summary>
    public static string SecretOf(WebhookProvider provider) => provider.Scheme.SecretFormat switch
    {
        SecretFormat.StandardWebhooks => "whsec_" + Convert.ToBase64String(Secret.Key),
        SecretFormat.Hex => Convert.ToHexStringLower(Secret.Key),
        _ => Encoding.UTF8.GetString(Secret.Key),
    };

    public WebhookRequest<WebhookHeaders> ToRequest() => new("POST", Url, new WebhookHeaders(Lines), Body);

    public VerificationResult Verify() =>
        new WebhookVerifier(_provider.Scheme, Secret) { TimeProvider = new ManualTimeProvider(Now) }.Verify(ToRequest());

    private static WebhookProvider OwnScheme(SignatureEncoding encoding) => new()
    {
        Name = $"own-{encoding}".ToLowerInvariant(),
        Scheme = new HmacScheme { SignatureHeaders = ["X-Signature"], Algorithm = SignatureAlgorithm.HmacSha512, Encoding = encoding },
        EventType = [WebhookField.Constant("event")],
    };

    private JsonNode Find(JsonNode body, out string name)
    {
        (var holder, name) = _provider.Scheme switch
        {
            MailgunScheme => (body["signature"], "signature"),
            AdyenScheme => (body["notificationItems"]![0]!["NotificationRequestItem"]!["additionalData"], "hmacSignature"),
            _ => (body["value"]![0], "clientState"),
        };
        return holder!;
    }
}
