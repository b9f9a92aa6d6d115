using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <content>Who carries messages, mail and talk, and measures them.</content>
public static partial class WebhookProviders
{
    /// <summary>
    /// Slack: events, and the forms of commands (<c>slack./deploy</c>) and interactions (<c>slack.block_actions</c>). The secret is the app's
    /// signing secret.
    /// </summary>
    /// <remarks>Source: <see href="https://docs.slack.dev/authentication/verifying-requests-from-slack"/>.</remarks>
    public static WebhookProvider Slack { get; } = new()
    {
        Name = "slack",
        Scheme = VersionZero("X-Slack-Signature", "X-Slack-Request-Timestamp"),
        EventType = [WebhookField.Body("event.type"), WebhookField.Body("type"), WebhookField.Body("command")],
        MessageId = [WebhookField.Body("event_id")],
        KeptHeaders = ["X-Slack-Retry-Num", "X-Slack-Retry-Reason"],
        ContentTypes = [Json, Form],
        Handshake = WebhookHandshake.SlackUrlVerification,
    };

    /// <summary>Zoom. The id is not signed.</summary>
    /// <remarks>Source: <see href="https://developers.zoom.us/docs/api/webhooks/#verify-with-zooms-header"/>.</remarks>
    public static WebhookProvider Zoom { get; } = new()
    {
        Name = "zoom",
        Scheme = VersionZero("x-zm-signature", "x-zm-request-timestamp"),
        EventType = [WebhookField.Body("event")],
        MessageId = [WebhookField.Header("x-zm-trackingid")],
        Handshake = WebhookHandshake.ZoomUrlValidation,
    };

    /// <summary>
    /// Twilio. It signs with SHA-1: the URL, as it is registered, and the form; of another body the SHA-256 that it adds to the URL. The event
    /// type is the status: <c>twilio.received</c>. The secret is the account's auth token. The id is not signed.
    /// </summary>
    /// <remarks>Source: <see href="https://www.twilio.com/docs/usage/webhooks/webhooks-security"/>.</remarks>
    public static WebhookProvider Twilio { get; } = new()
    {
        Name = "twilio",
        Scheme = new FormScheme { SignatureHeader = "X-Twilio-Signature", IsPortUncertain = true },
        EventType =
        [
            WebhookField.Body("EventType"), WebhookField.Body("MessageStatus"), WebhookField.Body("SmsStatus"), WebhookField.Body("CallStatus"),
            WebhookField.Constant("request"),
        ],
        MessageId = [WebhookField.Header("I-Twilio-Idempotency-Token")],
        ContentTypes = [Json, Form],
    };

    /// <summary>
    /// Mailgun. Its signature is in the body and covers the time and a random token, which is the id, but not the event: keep the address to
    /// yourself.
    /// </summary>
    /// <remarks>Source: <see href="https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks"/>.</remarks>
    public static WebhookProvider Mailgun { get; } = new()
    {
        Name = "mailgun",
        Scheme = new MailgunScheme(),
        EventType = [WebhookField.Body("event-data.event")],
    };

    /// <summary>Mandrill. It signs with SHA-1: the URL, as it is registered, and the form. It batches: <c>mandrill.events</c>.</summary>
    /// <remarks>Source: <see href="https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/"/>.</remarks>
    public static WebhookProvider Mandrill { get; } = new()
    {
        Name = "mandrill",
        Scheme = new FormScheme { SignatureHeader = "X-Mandrill-Signature" },
        EventType = [WebhookField.Constant("events")],
        ContentTypes = [Form],
    };

    /// <summary>Intercom. It signs with SHA-1. The secret is the app's client secret.</summary>
    /// <remarks>Source: <see href="https://developers.intercom.com/docs/references/webhooks/webhook-models"/>.</remarks>
    public static WebhookProvider Intercom { get; } = new()
    {
        Name = "intercom",
        Scheme = new HmacScheme { SignatureHeaders = ["X-Hub-Signature"], Algorithm = SignatureAlgorithm.HmacSha1, Prefix = "sha1=" },
        EventType = [WebhookField.Body("topic")],
        MessageId = [WebhookField.Body("id")],
    };

    /// <summary>
    /// Zendesk. A webhook of a trigger has whatever body its administrator writes; where that is without a <c>type</c>, its event type is
    /// <c>zendesk.trigger</c>. The id is not signed.
    /// </summary>
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
        KeptHeaders = ["X-Zendesk-Webhook-Id"],
    };

    /// <summary>
    /// Meta: Facebook, Instagram, Messenger, WhatsApp. It batches; the event type is the kind of object: <c>meta.whatsapp_business_account</c>.
    /// The secret is the app's.
    /// </summary>
    /// <remarks>Source: <see href="https://developers.facebook.com/docs/graph-api/webhooks/getting-started"/>.</remarks>
    public static WebhookProvider Meta { get; } = new()
    {
        Name = "meta",
        Scheme = new HmacScheme { SignatureHeaders = ["X-Hub-Signature-256"], Prefix = "sha256=" },
        EventType = [WebhookField.Body("object")],
        Handshake = WebhookHandshake.MetaSubscription,
    };

    /// <summary>
    /// X, once Twitter. Its account activity is batched: <c>x.activity</c>. The secret is the app's consumer secret.
    /// </summary>
    /// <remarks>Source: <see href="https://docs.x.com/x-api/webhooks/introduction"/>.</remarks>
    public static WebhookProvider X { get; } = new()
    {
        Name = "x",
        Scheme = new HmacScheme { SignatureHeaders = ["x-twitter-webhooks-signature"], Prefix = "sha256=", Encoding = SignatureEncoding.Base64 },
        EventType = [WebhookField.Body("data.event_type"), WebhookField.Constant("activity")],
        Handshake = WebhookHandshake.XCrc,
    };

    /// <summary>LINE. It batches: <c>line.events</c>. The secret is the channel's.</summary>
    /// <remarks>Source: <see href="https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/"/>.</remarks>
    public static WebhookProvider Line { get; } = new()
    {
        Name = "line",
        Scheme = new HmacScheme { SignatureHeaders = ["x-line-signature"], Encoding = SignatureEncoding.Base64 },
        EventType = [WebhookField.Constant("events")],
    };

    /// <summary>
    /// Twitch. The event type is that of the subscription; whether it is a <c>notification</c> or a <c>revocation</c> tells the kept header
    /// <c>twitch-eventsub-message-type</c>, and the payload's <c>subscription.status</c>, which is signed. The id is signed.
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
        EventType = [WebhookField.Body("subscription.type")],
        KeptHeaders = ["Twitch-Eventsub-Message-Type"],
        Handshake = WebhookHandshake.TwitchChallenge,
    };

    /// <summary>Typeform.</summary>
    /// <remarks>Source: <see href="https://www.typeform.com/developers/webhooks/secure-your-webhooks/"/>.</remarks>
    public static WebhookProvider Typeform { get; } = new()
    {
        Name = "typeform",
        Scheme = new HmacScheme { SignatureHeaders = ["Typeform-Signature"], Prefix = "sha256=", Encoding = SignatureEncoding.Base64 },
        EventType = [WebhookField.Body("event_type")],
        MessageId = [WebhookField.Body("event_id")],
    };

    /// <summary>Segment. It signs with SHA-1.</summary>
    /// <remarks>Source: <see href="https://segment.com/docs/connections/destinations/catalog/webhooks/"/>.</remarks>
    public static WebhookProvider Segment { get; } = new()
    {
        Name = "segment",
        Scheme = new HmacScheme { SignatureHeaders = ["x-signature"], Algorithm = SignatureAlgorithm.HmacSha1 },
        EventType = [WebhookField.Body("type")],
        MessageId = [WebhookField.Body("messageId")],
    };

    /// <summary>Telegram's bots. It signs nothing; the secret is the <c>secret_token</c> of <c>setWebhook</c>.</summary>
    /// <remarks>Source: <see href="https://core.telegram.org/bots/api#setwebhook"/>.</remarks>
    public static WebhookProvider Telegram { get; } = new()
    {
        Name = "telegram",
        Scheme = new TokenScheme { Header = "X-Telegram-Bot-Api-Secret-Token" },
        EventType = [WebhookField.Constant("update")],
        MessageId = [WebhookField.Body("update_id")],
    };

    /// <summary>
    /// Postmark. It signs nothing; the secret is <c>user:password</c> of HTTP Basic. Mail that comes in is <c>postmark.Inbound</c>.
    /// </summary>
    /// <remarks>Source: <see href="https://postmarkapp.com/developer/webhooks/webhooks-overview"/>.</remarks>
    public static WebhookProvider Postmark { get; } = new()
    {
        Name = "postmark",
        Scheme = new TokenScheme { Header = "Authorization", IsBasic = true },
        EventType = [WebhookField.Body("RecordType"), WebhookField.Constant("Inbound")],
    };

    /// <summary>Deepgram. It signs nothing; the secret is the id of the API key, which it sends as <c>dg-token</c>.</summary>
    /// <remarks>Source: <see href="https://developers.deepgram.com/docs/callback"/>.</remarks>
    public static WebhookProvider Deepgram { get; } = new()
    {
        Name = "deepgram",
        Scheme = new TokenScheme { Header = "dg-token" },
        EventType = [WebhookField.Constant("transcript")],
        MessageId = [WebhookField.Body("metadata.request_id")],
    };

    private static HmacScheme VersionZero(string signature, string timestamp) => new()
    {
        SignatureHeaders = [signature],
        TimestampHeader = timestamp,
        SignedContent = "v0:{timestamp}:{body}",
        Prefix = "v0=",
    };
}
