using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <content>Who keeps code, documents, plans and customers.</content>
public static partial class WebhookProviders
{
    /// <summary>GitHub. The id is not signed. The signature by SHA-1 that it sends beside is not looked at.</summary>
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

    /// <summary>HubSpot, version 3 of its signature. It batches: <c>hubspot.events</c>. The secret is the app's client secret.</summary>
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
    };

    /// <summary>HubSpot, version 1 of its signature, a plain hash.</summary>
    /// <remarks>Source: <see href="https://developers.hubspot.com/docs/api/webhooks/validating-requests"/>.</remarks>
    public static WebhookProvider HubSpotV1 { get; } = new()
    {
        Name = "hubspot-v1",
        Scheme = new HmacScheme { SignatureHeaders = ["X-HubSpot-Signature"], Algorithm = SignatureAlgorithm.Sha256OfKeyAndContent },
        EventType = [WebhookField.Constant("events")],
        EventPrefix = "hubspot",
    };

    /// <summary>HubSpot, version 2 of its signature, a plain hash.</summary>
    /// <remarks>Source: <see href="https://developers.hubspot.com/docs/api/webhooks/validating-requests"/>.</remarks>
    public static WebhookProvider HubSpotV2 { get; } = new()
    {
        Name = "hubspot-v2",
        Scheme = new HmacScheme
        {
            SignatureHeaders = ["X-HubSpot-Signature"],
            SignedContent = "{method}{url}{body}",
            Algorithm = SignatureAlgorithm.Sha256OfKeyAndContent,
        },
        EventType = [WebhookField.Constant("events")],
        EventPrefix = "hubspot",
    };

    /// <summary>Box. It signs with a primary and a secondary key; either is enough.</summary>
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

    /// <summary>PagerDuty, version 3 of its webhooks.</summary>
    /// <remarks>Source: <see href="https://developer.pagerduty.com/docs/verifying-webhook-signatures"/>.</remarks>
    public static WebhookProvider PagerDuty { get; } = new()
    {
        Name = "pagerduty",
        Scheme = new HmacScheme { SignatureHeaders = ["X-PagerDuty-Signature"], Prefix = "v1=", Separator = ',' },
        EventType = [WebhookField.Body("event.event_type")],
        MessageId = [WebhookField.Body("event.id")],
    };

    /// <summary>Dropbox. It tells only that something changed: <c>dropbox.list_folder</c>. The secret is the app's.</summary>
    /// <remarks>Source: <see href="https://www.dropbox.com/developers/reference/webhooks"/>.</remarks>
    public static WebhookProvider Dropbox { get; } = new()
    {
        Name = "dropbox",
        Scheme = new HmacScheme { SignatureHeaders = ["X-Dropbox-Signature"] },
        EventType = [WebhookField.Constant("list_folder")],
        Handshake = WebhookHandshake.DropboxChallenge,
    };

    /// <summary>DocuSign Connect, with JSON. It signs with up to ten keys, each in a header of its own; any is enough.</summary>
    /// <remarks>Source: <see href="https://developers.docusign.com/platform/webhooks/connect/hmac/"/>.</remarks>
    public static WebhookProvider DocuSign { get; } = new()
    {
        Name = "docusign",
        Scheme = new HmacScheme
        {
            SignatureHeaders =
            [
                "X-DocuSign-Signature-1", "X-DocuSign-Signature-2", "X-DocuSign-Signature-3", "X-DocuSign-Signature-4", "X-DocuSign-Signature-5",
                "X-DocuSign-Signature-6", "X-DocuSign-Signature-7", "X-DocuSign-Signature-8", "X-DocuSign-Signature-9", "X-DocuSign-Signature-10",
            ],
            Encoding = SignatureEncoding.Base64,
        },
        EventType = [WebhookField.Body("event")],
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
    };

    /// <summary>Vercel. It signs with SHA-1.</summary>
    /// <remarks>Source: <see href="https://vercel.com/docs/webhooks/webhooks-api"/>.</remarks>
    public static WebhookProvider Vercel { get; } = new()
    {
        Name = "vercel",
        Scheme = new HmacScheme { SignatureHeaders = ["x-vercel-signature"], Algorithm = SignatureAlgorithm.HmacSha1 },
        EventType = [WebhookField.Body("type")],
        MessageId = [WebhookField.Body("id")],
    };

    /// <summary>Cursor's cloud agents. The id is not signed.</summary>
    /// <remarks>Source: <see href="https://cursor.com/docs/cloud-agent/api/webhooks"/>.</remarks>
    public static WebhookProvider Cursor { get; } = new()
    {
        Name = "cursor",
        Scheme = new HmacScheme { SignatureHeaders = ["X-Webhook-Signature"], Prefix = "sha256=" },
        EventType = [WebhookField.Body("event")],
        MessageId = [WebhookField.Header("X-Webhook-ID")],
    };

    /// <summary>Linear. The event type is that of the thing, <c>linear.Issue</c>; what was done to it is the payload's <c>action</c>.</summary>
    /// <remarks>Source: <see href="https://linear.app/developers/webhooks#securing-webhooks"/>.</remarks>
    public static WebhookProvider Linear { get; } = new()
    {
        Name = "linear",
        Scheme = new LinearScheme { Tolerance = TimeSpan.FromMinutes(1) },
        EventType = [WebhookField.Body("type")],
        MessageId = [WebhookField.Header("Linear-Delivery")],
    };

    /// <summary>Calendly.</summary>
    /// <remarks>Source: <see href="https://developer.calendly.com/api-docs/4c305798a61d3-webhook-signatures"/>.</remarks>
    public static WebhookProvider Calendly { get; } = new()
    {
        Name = "calendly",
        Scheme = new HmacScheme
        {
            SignatureHeaders = ["Calendly-Webhook-Signature"],
            SignedContent = "{timestamp}.{body}",
            Prefix = "v1=",
            Separator = ',',
            TimestampPrefix = "t=",
        },
        EventType = [WebhookField.Body("event")],
    };

    /// <summary>Asana. It batches: <c>asana.events</c>. The secret is the one it sends when a webhook is registered.</summary>
    /// <remarks>Source: <see href="https://developers.asana.com/docs/webhooks-guide"/>.</remarks>
    public static WebhookProvider Asana { get; } = new()
    {
        Name = "asana",
        Scheme = new HmacScheme { SignatureHeaders = ["X-Hook-Signature"] },
        EventType = [WebhookField.Constant("events")],
        Handshake = WebhookHandshake.AsanaSecretExchange,
    };

    /// <summary>Trello. It signs with SHA-1, and the callback URL exactly as it is registered. The secret is the app's.</summary>
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

    /// <summary>
    /// GitLab with a secret token, which signs nothing. With a signing token it follows Standard Webhooks:
    /// <c>GitLab with { Scheme = WebhookScheme.StandardWebhooks }</c>, under a name of your own.
    /// </summary>
    /// <remarks>Source: <see href="https://docs.gitlab.com/user/project/integrations/webhooks/"/>.</remarks>
    public static WebhookProvider GitLab { get; } = new()
    {
        Name = "gitlab",
        Scheme = new TokenScheme { Header = "X-Gitlab-Token" },
        EventType = [WebhookField.Body("object_kind"), WebhookField.Body("event_name")],
        MessageId = [WebhookField.Header("Idempotency-Key"), WebhookField.Header("X-Gitlab-Webhook-UUID")],
        KeptHeaders = ["X-Gitlab-Event", "X-Gitlab-Instance"],
    };

    /// <summary>
    /// Microsoft Graph. It signs nothing; the secret is the <c>clientState</c> of the subscription. It batches:
    /// <c>microsoft-graph.notifications</c>.
    /// </summary>
    /// <remarks>Source: <see href="https://learn.microsoft.com/graph/change-notifications-delivery-webhooks"/>.</remarks>
    public static WebhookProvider MicrosoftGraph { get; } = new()
    {
        Name = "microsoft-graph",
        Scheme = new ClientStateScheme(),
        EventType = [WebhookField.Constant("notifications")],
        Handshake = WebhookHandshake.MicrosoftGraphValidation,
    };

    /// <summary>
    /// Azure Event Grid. It signs nothing; the secret is the whole value of the delivery property <c>Authorization</c> of the subscription.
    /// In CloudEvents the event type is that of the event; in Event Grid's own schema, and in batches, it is <c>azure-event-grid.events</c>.
    /// </summary>
    /// <remarks>Source: <see href="https://learn.microsoft.com/azure/event-grid/delivery-properties"/>.</remarks>
    public static WebhookProvider AzureEventGrid { get; } = new()
    {
        Name = "azure-event-grid",
        Scheme = new TokenScheme { Header = "Authorization" },
        EventType = [WebhookField.Body("type"), WebhookField.Constant("events")],
        MessageId = [WebhookField.Body("id")],
        KeptHeaders = ["aeg-subscription-name", "aeg-delivery-count"],
        ContentTypes = [Json, "application/cloudevents+json", "application/cloudevents-batch+json"],
        Handshake = WebhookHandshake.AzureEventGridValidation,
    };

    /// <summary>Okta's event hooks. It signs nothing; the secret is the whole value of the header <c>Authorization</c> of the hook.</summary>
    /// <remarks>Source: <see href="https://developer.okta.com/docs/concepts/event-hooks/"/>.</remarks>
    public static WebhookProvider Okta { get; } = new()
    {
        Name = "okta",
        Scheme = new TokenScheme { Header = "Authorization" },
        EventType = [WebhookField.Body("eventType")],
        MessageId = [WebhookField.Body("eventId")],
        Handshake = WebhookHandshake.OktaChallenge,
    };
}
