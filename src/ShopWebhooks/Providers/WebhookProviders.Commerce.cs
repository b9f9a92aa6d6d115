using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <content>Who sells, bills and pays.</content>
public static partial class WebhookProviders
{
    /// <summary>Stripe. The whole text of its secret is the key, <c>whsec_</c> included.</summary>
    /// <remarks>Source: <see href="https://docs.stripe.com/webhooks#verify-manually"/>.</remarks>
    public static WebhookProvider Stripe { get; } = new()
    {
        Name = "stripe",
        Scheme = new HmacScheme
        {
            SignatureHeaders = ["Stripe-Signature"],
            SignedContent = "{timestamp}.{body}",
            Prefix = "v1=",
            Separator = ',',
            TimestampPrefix = "t=",
        },
        EventType = [WebhookField.Body("type")],
        MessageId = [WebhookField.Body("id")],
    };

    /// <summary>Shopify. The secret is that of the app (its client secret). Its event types are topics: <c>shopify.orders/create</c>.</summary>
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
        MessageId =
        [
            WebhookField.Header("X-Shopify-Event-Id"), WebhookField.Header("X-Shopify-Webhook-Id"),
            WebhookField.Header("shopify-event-id"), WebhookField.Header("shopify-webhook-id"),
        ],
        KeptHeaders = ["X-Shopify-Shop-Domain", "shopify-shop-domain"],
    };

    /// <summary>WooCommerce. Its ping, when a webhook is saved, is a form and not signed.</summary>
    /// <remarks>Source: <see href="https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks"/>.</remarks>
    public static WebhookProvider WooCommerce { get; } = new()
    {
        Name = "woocommerce",
        Scheme = new HmacScheme { SignatureHeaders = ["X-WC-Webhook-Signature"], Encoding = SignatureEncoding.Base64 },
        EventType = [WebhookField.Header("X-WC-Webhook-Topic")],
        MessageId = [WebhookField.Header("X-WC-Webhook-Delivery-ID")],
        KeptHeaders = ["X-WC-Webhook-Source", "X-WC-Webhook-ID"],
        ContentTypes = [Json, Form],
        Handshake = WebhookHandshake.WooCommercePing,
    };

    /// <summary>BigCommerce: Standard Webhooks, but the key is the text of the app's client secret. Its event types are scopes.</summary>
    /// <remarks>Source: <see href="https://developer.bigcommerce.com/docs/integrations/webhooks"/>.</remarks>
    public static WebhookProvider BigCommerce { get; } = new()
    {
        Name = "bigcommerce",
        Scheme = WebhookScheme.Standard("webhook", SecretFormat.Text),
        EventType = [WebhookField.Body("scope")],
    };

    /// <summary>Square. It signs the URL, exactly as it is registered.</summary>
    /// <remarks>Source: <see href="https://developer.squareup.com/docs/webhooks/step3validate"/>.</remarks>
    public static WebhookProvider Square { get; } = new()
    {
        Name = "square",
        Scheme = new HmacScheme
        {
            SignatureHeaders = ["x-square-hmacsha256-signature"],
            SignedContent = "{url}{body}",
            Encoding = SignatureEncoding.Base64,
        },
        EventType = [WebhookField.Body("type")],
        MessageId = [WebhookField.Body("event_id")],
    };

    /// <summary>Paddle Billing. Its SDKs allow 5 seconds, and so does this.</summary>
    /// <remarks>Source: <see href="https://developer.paddle.com/webhooks/signature-verification"/>.</remarks>
    public static WebhookProvider Paddle { get; } = new()
    {
        Name = "paddle",
        Scheme = new HmacScheme
        {
            SignatureHeaders = ["Paddle-Signature"],
            SignedContent = "{timestamp}:{body}",
            Prefix = "h1=",
            Separator = ';',
            TimestampPrefix = "ts=",
            Tolerance = TimeSpan.FromSeconds(5),
        },
        EventType = [WebhookField.Body("event_type")],
        MessageId = [WebhookField.Body("event_id")],
    };

    /// <summary>
    /// Adyen's standard notifications, with JSON: <c>adyen.notification</c>. The key is written in hexadecimal digits; each item is signed by
    /// itself, in the body.
    /// </summary>
    /// <remarks>Source: <see href="https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures"/>.</remarks>
    public static WebhookProvider Adyen { get; } = new()
    {
        Name = "adyen",
        Scheme = new AdyenScheme { SecretFormat = SecretFormat.Hex },
        EventType = [WebhookField.Constant("notification")],
    };

    /// <summary>Adyen's newer platform webhooks, which are signed in a header. The key is written in hexadecimal digits.</summary>
    /// <remarks>Source: <see href="https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures"/>.</remarks>
    public static WebhookProvider AdyenPlatform { get; } = new()
    {
        Name = "adyen-platform",
        Scheme = new HmacScheme { SignatureHeaders = ["HmacSignature"], Encoding = SignatureEncoding.Base64, SecretFormat = SecretFormat.Hex },
        EventType = [WebhookField.Body("type")],
        EventPrefix = "adyen",
    };

    /// <summary>Razorpay. The id is not signed.</summary>
    /// <remarks>Source: <see href="https://razorpay.com/docs/webhooks/validate-test/"/>.</remarks>
    public static WebhookProvider Razorpay { get; } = new()
    {
        Name = "razorpay",
        Scheme = new HmacScheme { SignatureHeaders = ["X-Razorpay-Signature"] },
        EventType = [WebhookField.Body("event")],
        MessageId = [WebhookField.Header("x-razorpay-event-id")],
    };

    /// <summary>Lemon Squeezy.</summary>
    /// <remarks>Source: <see href="https://docs.lemonsqueezy.com/help/webhooks/signing-requests"/>.</remarks>
    public static WebhookProvider LemonSqueezy { get; } = new()
    {
        Name = "lemon-squeezy",
        Scheme = new HmacScheme { SignatureHeaders = ["X-Signature"] },
        EventType = [WebhookField.Body("meta.event_name")],
    };

    /// <summary>Xero. It batches: <c>xero.events</c>.</summary>
    /// <remarks>Source: <see href="https://developer.xero.com/documentation/guides/webhooks/configuring-your-server/"/>.</remarks>
    public static WebhookProvider Xero { get; } = new()
    {
        Name = "xero",
        Scheme = new HmacScheme { SignatureHeaders = ["x-xero-signature"], Encoding = SignatureEncoding.Base64 },
        EventType = [WebhookField.Constant("events")],
        Handshake = WebhookHandshake.XeroIntentToReceive,
    };

    /// <summary>Chargebee. It signs nothing; the secret is <c>user:password</c> of HTTP Basic.</summary>
    /// <remarks>Source: <see href="https://www.chargebee.com/docs/billing/2.0/site-configuration/webhook_settings"/>.</remarks>
    public static WebhookProvider Chargebee { get; } = new()
    {
        Name = "chargebee",
        Scheme = new TokenScheme { Header = "Authorization", IsBasic = true },
        EventType = [WebhookField.Body("event_type")],
        MessageId = [WebhookField.Body("id")],
    };
}
