using ShopWebhooks.Providers.Schemes;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <content>Those who sign the body alone.</content>
public static partial class WebhookProviders
{
    /// <summary>GitHub. Event type and id are not signed.</summary>
    /// <remarks>Source: <see href="https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries"/>.</remarks>
    public static WebhookProvider GitHub { get; } = new()
    {
        Name = "github",
        Scheme = new HmacScheme { SignatureHeaders = ["X-Hub-Signature-256"], Prefix = "sha256=" },
        EventType = [WebhookField.Header("X-GitHub-Event")],
        MessageId = [WebhookField.Header("X-GitHub-Delivery")],
        KeptHeaders = ["X-GitHub-Hook-ID"],
        ContentTypes = [Json, Form],
    };

    /// <summary>Shopify; the secret is the app's client secret. Topic and id are not signed.</summary>
    /// <remarks>Source: <see href="https://shopify.dev/docs/apps/build/webhooks/subscribe/https"/>.</remarks>
    public static WebhookProvider Shopify { get; } = new()
    {
        Name = "shopify",
        Scheme = new HmacScheme
        {
            SignatureHeaders = ["X-Shopify-Hmac-SHA256"],
            Encoding = SignatureEncoding.Base64,
            Fallback = new HmacScheme { SignatureHeaders = ["shopify-hmac-sha256"], Encoding = SignatureEncoding.Base64 },
        },
        EventType = [WebhookField.Header("X-Shopify-Topic"), WebhookField.Header("shopify-topic")],
        MessageId = [WebhookField.Header("X-Shopify-Event-Id"), WebhookField.Header("X-Shopify-Webhook-Id")],
        KeptHeaders = ["X-Shopify-Shop-Domain", "X-Shopify-API-Version", "X-Shopify-Triggered-At"],
    };

    /// <summary>WooCommerce. Topic and id are not signed.</summary>
    /// <remarks>Source: <see href="https://developer.woocommerce.com/docs/best-practices/urls-and-routing/webhooks/"/>.</remarks>
    public static WebhookProvider WooCommerce { get; } = new()
    {
        Name = "woocommerce",
        Scheme = new HmacScheme { SignatureHeaders = ["X-WC-Webhook-Signature"], Encoding = SignatureEncoding.Base64 },
        EventType = [WebhookField.Header("X-WC-Webhook-Topic")],
        MessageId = [WebhookField.Header("X-WC-Webhook-Delivery-ID")],
        KeptHeaders = ["X-WC-Webhook-Source"],
        ContentTypes = [Json, Form],
        Handshake = WebhookHandshake.WooCommercePing,
    };

    /// <summary>Intercom; the secret is the app's client secret.</summary>
    /// <remarks>Source: <see href="https://developers.intercom.com/docs/webhooks"/>.</remarks>
    public static WebhookProvider Intercom { get; } = new()
    {
        Name = "intercom",
        Scheme = new HmacScheme { SignatureHeaders = ["X-Hub-Signature"], Algorithm = SignatureAlgorithm.HmacSha1, Prefix = "sha1=" },
        EventType = [WebhookField.Body("topic")],
        MessageId = [WebhookField.Body("id")],
    };

    /// <summary>Linear. Its time, which must lie within a minute, is a field of the body.</summary>
    /// <remarks>Source: <see href="https://linear.app/developers/webhooks"/>.</remarks>
    public static WebhookProvider Linear { get; } = new()
    {
        Name = "linear",
        Scheme = new LinearScheme(),
        EventType = [WebhookField.Body("type")],
        MessageId = [WebhookField.Header("Linear-Delivery")],
        KeptHeaders = ["Linear-Event"],
    };

    /// <summary>Meta: WhatsApp, Messenger, Instagram; the secret is the app's. One request may hold several changes.</summary>
    /// <remarks>Source: <see href="https://developers.facebook.com/docs/graph-api/webhooks/getting-started"/>.</remarks>
    public static WebhookProvider Meta { get; } = new()
    {
        Name = "meta",
        Scheme = new HmacScheme { SignatureHeaders = ["X-Hub-Signature-256"], Prefix = "sha256=" },
        EventType = [WebhookField.Body("object")],
        MessageId = [WebhookField.BodyHash],
        Handshake = WebhookHandshake.MetaSubscription,
    };

    /// <summary>X, formerly Twitter; the secret is the app's consumer secret.</summary>
    /// <remarks>Source: <see href="https://docs.x.com/x-api/webhooks/introduction"/>.</remarks>
    public static WebhookProvider X { get; } = new()
    {
        Name = "x",
        Scheme = new HmacScheme { SignatureHeaders = ["x-twitter-webhooks-signature"], Encoding = SignatureEncoding.Base64, Prefix = "sha256=" },
        EventType = [WebhookField.Constant("activity")],
        MessageId = [WebhookField.BodyHash],
        Handshake = WebhookHandshake.XCrc,
    };

    /// <summary>Adyen's platforms and its newer webhooks, signed in a header. The key is written in hexadecimal digits.</summary>
    /// <remarks>Source: <see href="https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures/"/>.</remarks>
    public static WebhookProvider AdyenPlatform { get; } = new()
    {
        Name = "adyen-platform",
        Scheme = new HmacScheme { SignatureHeaders = ["HmacSignature"], Encoding = SignatureEncoding.Base64, SecretFormat = SecretFormat.Hex },
        EventType = [WebhookField.Body("type"), WebhookField.Constant("notification")],
        MessageId = [WebhookField.BodyHash],
    };

    /// <summary>LINE; the secret is the channel's. One request may hold several events.</summary>
    /// <remarks>Source: <see href="https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/"/>.</remarks>
    public static WebhookProvider Line { get; } = new()
    {
        Name = "line",
        Scheme = new HmacScheme { SignatureHeaders = ["x-line-signature"], Encoding = SignatureEncoding.Base64 },
        EventType = [WebhookField.Constant("events")],
        MessageId = [WebhookField.BodyHash],
    };

    /// <summary>PagerDuty, version 3. Each active secret has an entry of its own in the list.</summary>
    /// <remarks>Source: <see href="https://developer.pagerduty.com/docs/verifying-webhook-signatures"/>.</remarks>
    public static WebhookProvider PagerDuty { get; } = new()
    {
        Name = "pagerduty",
        Scheme = new HmacScheme { SignatureHeaders = ["X-PagerDuty-Signature"], Prefix = "v1=", Separator = ',' },
        EventType = [WebhookField.Body("event.event_type")],
        MessageId = [WebhookField.Body("event.id")],
        KeptHeaders = ["X-Webhook-Subscription"],
    };

    /// <summary>Dropbox; the secret is the app's. It names accounts that changed, and two genuine webhooks may be the same to the byte.</summary>
    /// <remarks>Source: <see href="https://www.dropbox.com/developers/reference/webhooks"/>.</remarks>
    public static WebhookProvider Dropbox { get; } = new()
    {
        Name = "dropbox",
        Scheme = new HmacScheme { SignatureHeaders = ["X-Dropbox-Signature"] },
        EventType = [WebhookField.Constant("changes")],
        Handshake = WebhookHandshake.DropboxChallenge,
    };

    /// <summary>DocuSign Connect. It signs with up to ten keys, each in a header of its own.</summary>
    /// <remarks>Source: <see href="https://developers.docusign.com/platform/webhooks/connect/hmac/"/>.</remarks>
    public static WebhookProvider DocuSign { get; } = new()
    {
        Name = "docusign",
        Scheme = new HmacScheme
        {
            SignatureHeaders = [.. Enumerable.Range(1, 10).Select(number => $"X-DocuSign-Signature-{number}")],
            Encoding = SignatureEncoding.Base64,
        },
        EventType = [WebhookField.Body("event")],
        MessageId = [WebhookField.BodyHash],
    };

    /// <summary>Vercel; the secret is that of the integration or the webhook.</summary>
    /// <remarks>Source: <see href="https://vercel.com/docs/webhooks/webhooks-api"/>.</remarks>
    public static WebhookProvider Vercel { get; } = new()
    {
        Name = "vercel",
        Scheme = new HmacScheme { SignatureHeaders = ["x-vercel-signature"], Algorithm = SignatureAlgorithm.HmacSha1 },
        EventType = [WebhookField.Body("type")],
        MessageId = [WebhookField.Body("id")],
    };

    /// <summary>Cursor. The id is not signed.</summary>
    /// <remarks>Source: <see href="https://docs.cursor.com/en/background-agent/api/webhooks"/>.</remarks>
    public static WebhookProvider Cursor { get; } = new()
    {
        Name = "cursor",
        Scheme = new HmacScheme { SignatureHeaders = ["X-Webhook-Signature"], Prefix = "sha256=" },
        EventType = [WebhookField.Body("event"), WebhookField.Header("X-Webhook-Event")],
        MessageId = [WebhookField.Header("X-Webhook-ID")],
    };

    /// <summary>Typeform.</summary>
    /// <remarks>Source: <see href="https://www.typeform.com/developers/webhooks/secure-your-webhooks/"/>.</remarks>
    public static WebhookProvider Typeform { get; } = new()
    {
        Name = "typeform",
        Scheme = new HmacScheme { SignatureHeaders = ["Typeform-Signature"], Encoding = SignatureEncoding.Base64, Prefix = "sha256=" },
        EventType = [WebhookField.Body("event_type")],
        MessageId = [WebhookField.Body("event_id")],
    };

    /// <summary>Segment, webhook destinations.</summary>
    /// <remarks>Source: <see href="https://segment.com/docs/connections/destinations/catalog/webhooks/"/>.</remarks>
    public static WebhookProvider Segment { get; } = new()
    {
        Name = "segment",
        Scheme = new HmacScheme { SignatureHeaders = ["x-signature"], Algorithm = SignatureAlgorithm.HmacSha1 },
        EventType = [WebhookField.Body("type")],
        MessageId = [WebhookField.Body("messageId")],
    };

    /// <summary>Razorpay. The id is not signed.</summary>
    /// <remarks>Source: <see href="https://razorpay.com/docs/webhooks/validate-test/"/>.</remarks>
    public static WebhookProvider Razorpay { get; } = new()
    {
        Name = "razorpay",
        Scheme = new HmacScheme { SignatureHeaders = ["X-Razorpay-Signature"] },
        EventType = [WebhookField.Body("event")],
        MessageId = [WebhookField.Header("X-Razorpay-Event-Id")],
    };

    /// <summary>Lemon Squeezy.</summary>
    /// <remarks>Source: <see href="https://docs.lemonsqueezy.com/help/webhooks/signing-requests"/>.</remarks>
    public static WebhookProvider LemonSqueezy { get; } = new()
    {
        Name = "lemon-squeezy",
        Scheme = new HmacScheme { SignatureHeaders = ["X-Signature"] },
        EventType = [WebhookField.Body("meta.event_name")],
        MessageId = [WebhookField.BodyHash],
    };

    /// <summary>Xero. One request may hold several events.</summary>
    /// <remarks>Source: <see href="https://developer.xero.com/documentation/guides/webhooks/overview/"/>.</remarks>
    public static WebhookProvider Xero { get; } = new()
    {
        Name = "xero",
        Scheme = new HmacScheme { SignatureHeaders = ["x-xero-signature"], Encoding = SignatureEncoding.Base64 },
        EventType = [WebhookField.Constant("events")],
        MessageId = [WebhookField.BodyHash],
        Handshake = WebhookHandshake.XeroIntentToReceive,
    };

    /// <summary>Asana; it brings the secret of each webhook itself. One request may hold several events, or none.</summary>
    /// <remarks>Source: <see href="https://developers.asana.com/docs/webhooks-guide"/>.</remarks>
    public static WebhookProvider Asana { get; } = new()
    {
        Name = "asana",
        Scheme = new HmacScheme { SignatureHeaders = ["X-Hook-Signature"] },
        EventType = [WebhookField.Constant("events")],
        MessageId = [WebhookField.BodyHash],
        Handshake = WebhookHandshake.AsanaSecretExchange,
    };
}
