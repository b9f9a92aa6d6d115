using ShopWebhooks.Providers.Schemes;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <content>Those who sign more than the body: a time, an id, the URL.</content>
public static partial class WebhookProviders
{
    /// <summary>Standard Webhooks 1.0: this library itself, and all who follow it (OpenAI, Clerk, Resend, Replicate, Svix …).</summary>
    /// <remarks>Source: <see href="https://www.standardwebhooks.com"/>.</remarks>
    public static WebhookProvider StandardWebhooks { get; } = new() { Name = "standard-webhooks", Scheme = WebhookScheme.StandardWebhooks };

    /// <summary>BigCommerce: Standard Webhooks whose key is the text of the app's client secret.</summary>
    /// <remarks>Source: <see href="https://developer.bigcommerce.com/docs/integrations/webhooks"/>.</remarks>
    public static WebhookProvider BigCommerce { get; } = new()
    {
        Name = "bigcommerce",
        Scheme = WebhookScheme.Standard("webhook", SecretFormat.Text),
        EventType = [WebhookField.Body("scope")],
    };

    /// <summary>Stripe. The whole text of its secret is the key, <c>whsec_</c> included.</summary>
    /// <remarks>Source: <see href="https://docs.stripe.com/webhooks#verify-manually"/>.</remarks>
    public static WebhookProvider Stripe { get; } = new()
    {
        Name = "stripe",
        Scheme = TimedList("Stripe-Signature", "t=", '.', "v1=", ','),
        EventType = [WebhookField.Body("type")],
        MessageId = [WebhookField.Body("id")],
    };

    /// <summary>Calendly.</summary>
    /// <remarks>Source: <see href="https://developer.calendly.com/api-docs/4c305798a61d3-webhook-signatures"/>.</remarks>
    public static WebhookProvider Calendly { get; } = new()
    {
        Name = "calendly",
        Scheme = TimedList("Calendly-Webhook-Signature", "t=", '.', "v1=", ','),
        EventType = [WebhookField.Body("event")],
        MessageId = [WebhookField.BodyHash],
    };

    /// <summary>Paddle Billing. Its own libraries accept a time within five seconds, and so does this one unless the source says otherwise.</summary>
    /// <remarks>Source: <see href="https://developer.paddle.com/webhooks/signature-verification"/>.</remarks>
    public static WebhookProvider Paddle { get; } = new()
    {
        Name = "paddle",
        Scheme = TimedList("Paddle-Signature", "ts=", ':', "h1=", ';', TimeSpan.FromSeconds(5)),
        EventType = [WebhookField.Body("event_type")],
        MessageId = [WebhookField.Body("event_id")],
    };

    /// <summary>Slack: events, interactions and commands. Answer within three seconds.</summary>
    /// <remarks>Source: <see href="https://docs.slack.dev/authentication/verifying-requests-from-slack"/>.</remarks>
    public static WebhookProvider Slack { get; } = new()
    {
        Name = "slack",
        Scheme = Versioned("X-Slack-Signature", "X-Slack-Request-Timestamp"),
        EventType = [WebhookField.Body("event.type"), WebhookField.Body("type"), WebhookField.Constant("command")],
        MessageId = [WebhookField.Body("event_id"), WebhookField.Body("trigger_id")],
        KeptHeaders = ["X-Slack-Retry-Num", "X-Slack-Retry-Reason"],
        ContentTypes = [Json, Form],
        Handshake = WebhookHandshake.SlackUrlVerification,
    };

    /// <summary>Zoom; the secret is the app's secret token.</summary>
    /// <remarks>Source: <see href="https://developers.zoom.us/docs/api/webhooks/"/>.</remarks>
    public static WebhookProvider Zoom { get; } = new()
    {
        Name = "zoom",
        Scheme = Versioned("x-zm-signature", "x-zm-request-timestamp"),
        EventType = [WebhookField.Body("event")],
        MessageId = [WebhookField.BodyHash],
        Handshake = WebhookHandshake.ZoomUrlValidation,
    };

    /// <summary>Twilio; the secret is the account's auth token, and the URL is signed.</summary>
    /// <remarks>Source: <see href="https://www.twilio.com/docs/usage/security#validating-requests"/>.</remarks>
    public static WebhookProvider Twilio { get; } = new()
    {
        Name = "twilio",
        Scheme = new FormScheme("X-Twilio-Signature"),
        EventType = [WebhookField.Constant("callback")],
        MessageId = [WebhookField.Header("I-Twilio-Idempotency-Token")],
        ContentTypes = [Form, Json],
    };

    /// <summary>Mandrill, by Mailchimp; the URL is signed. One request may hold several events.</summary>
    /// <remarks>Source: <see href="https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/"/>.</remarks>
    public static WebhookProvider Mandrill { get; } = new()
    {
        Name = "mandrill",
        Scheme = new FormScheme("X-Mandrill-Signature"),
        EventType = [WebhookField.Constant("events")],
        MessageId = [WebhookField.BodyHash],
        ContentTypes = [Form],
    };

    /// <summary>Square; the secret is the subscription's signature key, and the URL is signed.</summary>
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

    /// <summary>Trello; the secret is the app's OAuth secret, and the URL is signed as it was registered.</summary>
    /// <remarks>Source: <see href="https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/"/>.</remarks>
    public static WebhookProvider Trello { get; } = new()
    {
        Name = "trello",
        Scheme = new HmacScheme
        {
            SignatureHeaders = ["X-Trello-Webhook"],
            SignedContent = "{body}{url}",
            Algorithm = SignatureAlgorithm.HmacSha1,
            Encoding = SignatureEncoding.Base64,
        },
        EventType = [WebhookField.Body("action.type")],
        MessageId = [WebhookField.Body("action.id")],
        Handshake = WebhookHandshake.TrelloHead,
    };

    /// <summary>HubSpot, version 3; the secret is the app's client secret, and the URL is signed. One request may hold several events.</summary>
    /// <remarks>Source: <see href="https://developers.hubspot.com/docs/api/webhooks/validating-requests"/>.</remarks>
    public static WebhookProvider HubSpot { get; } = new()
    {
        Name = "hubspot",
        Scheme = new HmacScheme
        {
            SignatureHeaders = ["X-HubSpot-Signature-v3"],
            TimestampHeader = "X-HubSpot-Request-Timestamp",
            TimestampFormat = TimestampFormat.UnixMilliseconds,
            SignedContent = "{method}{decoded-url}{body}{timestamp}",
            Encoding = SignatureEncoding.Base64,
        },
        EventType = [WebhookField.Constant("events")],
        MessageId = [WebhookField.BodyHash],
    };

    /// <summary>HubSpot, version 1: a plain hash of secret and body, weaker than an HMAC; use version 3 where you can.</summary>
    /// <remarks>Source: <see href="https://developers.hubspot.com/docs/api/webhooks/validating-requests"/>.</remarks>
    public static WebhookProvider HubSpotV1 { get; } = HubSpot with
    {
        Name = "hubspot-v1",
        EventPrefix = "hubspot",
        Scheme = new HmacScheme { SignatureHeaders = ["X-HubSpot-Signature"], Algorithm = SignatureAlgorithm.Sha256OfKeyAndContent },
    };

    /// <summary>HubSpot, version 2: a plain hash of secret, method, URL and body, weaker than an HMAC; use version 3 where you can.</summary>
    /// <remarks>Source: <see href="https://developers.hubspot.com/docs/api/webhooks/validating-requests"/>.</remarks>
    public static WebhookProvider HubSpotV2 { get; } = HubSpot with
    {
        Name = "hubspot-v2",
        EventPrefix = "hubspot",
        Scheme = new HmacScheme
        {
            SignatureHeaders = ["X-HubSpot-Signature"],
            SignedContent = "{method}{url}{body}",
            Algorithm = SignatureAlgorithm.Sha256OfKeyAndContent,
        },
    };

    /// <summary>Zendesk; it signs the time, then the body.</summary>
    /// <remarks>Source: <see href="https://developer.zendesk.com/documentation/webhooks/verifying/"/>.</remarks>
    public static WebhookProvider Zendesk { get; } = new()
    {
        Name = "zendesk",
        Scheme = new HmacScheme
        {
            SignatureHeaders = ["X-Zendesk-Webhook-Signature"],
            TimestampHeader = "X-Zendesk-Webhook-Signature-Timestamp",
            TimestampFormat = TimestampFormat.Iso8601,
            SignedContent = "{timestamp}{body}",
            Encoding = SignatureEncoding.Base64,
        },
        EventType = [WebhookField.Body("type"), WebhookField.Constant("trigger")],
        MessageId = [WebhookField.Header("X-Zendesk-Webhook-Invocation-Id")],
        KeptHeaders = ["X-Zendesk-Account-Id", "X-Zendesk-Webhook-Id"],
    };

    /// <summary>Box. It signs with a primary and a secondary key, each in a header of its own, and the time must lie within ten minutes.</summary>
    /// <remarks>Source: <see href="https://developer.box.com/guides/webhooks/v2/signatures-v2/"/>.</remarks>
    public static WebhookProvider Box { get; } = new()
    {
        Name = "box",
        Scheme = new HmacScheme
        {
            SignatureHeaders = ["box-signature-primary", "box-signature-secondary"],
            TimestampHeader = "box-delivery-timestamp",
            TimestampFormat = TimestampFormat.Iso8601,
            SignedContent = "{body}{timestamp}",
            Encoding = SignatureEncoding.Base64,
            Tolerance = TimeSpan.FromMinutes(10),
        },
        EventType = [WebhookField.Body("trigger")],
        MessageId = [WebhookField.Body("id")],
    };

    /// <summary>Webflow.</summary>
    /// <remarks>Source: <see href="https://developers.webflow.com/data/docs/working-with-webhooks"/>.</remarks>
    public static WebhookProvider Webflow { get; } = new()
    {
        Name = "webflow",
        Scheme = new HmacScheme
        {
            SignatureHeaders = ["x-webflow-signature"],
            TimestampHeader = "x-webflow-timestamp",
            TimestampFormat = TimestampFormat.UnixMilliseconds,
            SignedContent = "{timestamp}:{body}",
        },
        EventType = [WebhookField.Body("triggerType")],
        MessageId = [WebhookField.BodyHash],
    };

    /// <summary>
    /// Twitch EventSub. The time must lie within ten minutes, as Twitch advises. That a subscription has ended is the event
    /// <c>twitch.revocation</c>.
    /// </summary>
    /// <remarks>Source: <see href="https://dev.twitch.tv/docs/eventsub/handling-webhook-events/"/>.</remarks>
    public static WebhookProvider Twitch { get; } = new()
    {
        Name = "twitch",
        Scheme = new HmacScheme
        {
            SignatureHeaders = ["Twitch-Eventsub-Message-Signature"],
            IdHeader = "Twitch-Eventsub-Message-Id",
            TimestampHeader = "Twitch-Eventsub-Message-Timestamp",
            TimestampFormat = TimestampFormat.Iso8601,
            SignedContent = "{id}{timestamp}{body}",
            Prefix = "sha256=",
            Tolerance = TimeSpan.FromMinutes(10),
        },
        EventType = [WebhookField.Header("Twitch-Eventsub-Message-Type", "revocation"), WebhookField.Body("subscription.type")],
        KeptHeaders = ["Twitch-Eventsub-Message-Type"],
        Handshake = WebhookHandshake.TwitchChallenge,
    };

    /// <summary>Mailgun. It signs a time and a token that stand in the body, and not the body itself; one token is one webhook.</summary>
    /// <remarks>Source: <see href="https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks"/>.</remarks>
    public static WebhookProvider Mailgun { get; } = new()
    {
        Name = "mailgun",
        Scheme = new MailgunScheme(),
        EventType = [WebhookField.Body("event-data.event")],
    };

    /// <summary>Adyen's standard notifications, each of which holds a signature of its own. The key is written in hexadecimal digits.</summary>
    /// <remarks>Source: <see href="https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures/"/>.</remarks>
    public static WebhookProvider Adyen { get; } = new()
    {
        Name = "adyen",
        Scheme = new AdyenScheme { SecretFormat = SecretFormat.Hex },
        EventType = [WebhookField.Constant("notifications")],
        MessageId = [WebhookField.BodyHash],
    };

    private static HmacScheme TimedList(
        string header, string time, char between, string prefix, char separator, TimeSpan? tolerance = null) => new()
        {
            SignatureHeaders = [header],
            SignedContent = $"{{timestamp}}{between}{{body}}",
            Prefix = prefix,
            Separator = separator,
            TimestampPrefix = time,
            Tolerance = tolerance ?? TimeSpan.FromMinutes(5),
        };

    private static HmacScheme Versioned(string signature, string time) => new()
    {
        SignatureHeaders = [signature],
        TimestampHeader = time,
        SignedContent = "v0:{timestamp}:{body}",
        Prefix = "v0=",
    };
}
