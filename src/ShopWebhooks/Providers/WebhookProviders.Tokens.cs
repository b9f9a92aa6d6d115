using ShopWebhooks.Providers.Schemes;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <content>Those who sign nothing, and send the secret itself.</content>
public static partial class WebhookProviders
{
    /// <summary>Telegram; the secret is the token given to <c>setWebhook</c>.</summary>
    /// <remarks>Source: <see href="https://core.telegram.org/bots/api#setwebhook"/>.</remarks>
    public static WebhookProvider Telegram { get; } = new()
    {
        Name = "telegram",
        Scheme = new TokenScheme { Header = "X-Telegram-Bot-Api-Secret-Token" },
        EventType = [WebhookField.Constant("update")],
        MessageId = [WebhookField.Body("update_id")],
    };

    /// <summary>GitLab, as it has been; the newer signature is that of Standard Webhooks.</summary>
    /// <remarks>Source: <see href="https://docs.gitlab.com/user/project/integrations/webhooks/"/>.</remarks>
    public static WebhookProvider GitLab { get; } = new()
    {
        Name = "gitlab",
        Scheme = new TokenScheme { Header = "X-Gitlab-Token" },
        EventType = [WebhookField.Body("object_kind"), WebhookField.Body("event_name")],
        MessageId = [WebhookField.Header("Idempotency-Key"), WebhookField.Header("X-Gitlab-Event-UUID")],
        KeptHeaders = ["X-Gitlab-Event", "X-Gitlab-Instance"],
    };

    /// <summary>Microsoft Graph; the secret is the <c>clientState</c> of the subscription, which every notification holds.</summary>
    /// <remarks>Source: <see href="https://learn.microsoft.com/en-us/graph/change-notifications-delivery-webhooks"/>.</remarks>
    public static WebhookProvider MicrosoftGraph { get; } = new()
    {
        Name = "microsoft-graph",
        Scheme = new ClientStateScheme(),
        EventType = [WebhookField.Constant("notifications")],
        Handshake = WebhookHandshake.MicrosoftGraphValidation,
    };

    /// <summary>
    /// Azure Event Grid; the secret is the value of the delivery property <c>Authorization</c> of the subscription. One request may hold several
    /// events.
    /// </summary>
    /// <remarks>Source: <see href="https://learn.microsoft.com/en-us/azure/event-grid/delivery-properties"/>.</remarks>
    public static WebhookProvider AzureEventGrid { get; } = new()
    {
        Name = "azure-event-grid",
        Scheme = new TokenScheme { Header = "Authorization" },
        EventType = [WebhookField.Header("aeg-event-type", "SubscriptionDeletion"), WebhookField.Body("type"), WebhookField.Constant("events")],
        MessageId = [WebhookField.Body("id"), WebhookField.BodyHash],
        ContentTypes = [Json, "application/cloudevents+json", "application/cloudevents-batch+json"],
        KeptHeaders = ["aeg-event-type", "aeg-subscription-name", "aeg-delivery-count"],
        Handshake = WebhookHandshake.AzureEventGridValidation,
    };

    /// <summary>Okta event hooks; the secret is the value of the header <c>Authorization</c>.</summary>
    /// <remarks>Source: <see href="https://developer.okta.com/docs/concepts/event-hooks/"/>.</remarks>
    public static WebhookProvider Okta { get; } = new()
    {
        Name = "okta",
        Scheme = new TokenScheme { Header = "Authorization" },
        EventType = [WebhookField.Body("eventType")],
        MessageId = [WebhookField.Body("eventId")],
        Handshake = WebhookHandshake.OktaChallenge,
    };

    /// <summary>Postmark, with HTTP Basic in the URL of the webhook; the secret is <c>user:password</c>.</summary>
    /// <remarks>Source: <see href="https://postmarkapp.com/developer/webhooks/webhooks-overview"/>.</remarks>
    public static WebhookProvider Postmark { get; } = new()
    {
        Name = "postmark",
        Scheme = new TokenScheme { Header = "Authorization", IsBasic = true },
        EventType = [WebhookField.Body("RecordType"), WebhookField.Constant("inbound")],
        MessageId = [WebhookField.BodyHash],
    };

    /// <summary>Chargebee, with HTTP Basic; the secret is <c>user:password</c>.</summary>
    /// <remarks>Source: <see href="https://www.chargebee.com/docs/billing/2.0/site-configuration/webhook_settings"/>.</remarks>
    public static WebhookProvider Chargebee { get; } = new()
    {
        Name = "chargebee",
        Scheme = new TokenScheme { Header = "Authorization", IsBasic = true },
        EventType = [WebhookField.Body("event_type")],
        MessageId = [WebhookField.Body("id")],
    };

    /// <summary>Deepgram; the secret is the API key's identifier.</summary>
    /// <remarks>Source: <see href="https://developers.deepgram.com/docs/using-callbacks-to-return-transcripts-to-your-server"/>.</remarks>
    public static WebhookProvider Deepgram { get; } = new()
    {
        Name = "deepgram",
        Scheme = new TokenScheme { Header = "dg-token" },
        EventType = [WebhookField.Constant("transcript")],
        MessageId = [WebhookField.Body("metadata.request_id")],
    };
}
