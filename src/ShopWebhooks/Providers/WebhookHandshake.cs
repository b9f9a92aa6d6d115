namespace ShopWebhooks.Providers;

/// <summary>
/// How a provider makes sure, before it sends events or once in a while, that the address is ours. The mapped routes of
/// <c>ShopWebhooks.AspNetCore</c> answer it.
/// </summary>
public enum WebhookHandshake
{
    /// <summary>It makes none.</summary>
    None,

    /// <summary>Slack: a signed event <c>url_verification</c>; its <c>challenge</c> is the answer.</summary>
    SlackUrlVerification,

    /// <summary>Meta: a GET with <c>hub.verify_token</c>; the answer is its <c>hub.challenge</c>.</summary>
    MetaSubscription,

    /// <summary>Zoom: a signed event <c>endpoint.url_validation</c>; the answer is its token, and the token signed.</summary>
    ZoomUrlValidation,

    /// <summary>X: a GET with <c>crc_token</c>; the answer is the token signed.</summary>
    XCrc,

    /// <summary>Dropbox: a GET with <c>challenge</c>, which is the answer.</summary>
    DropboxChallenge,

    /// <summary>Microsoft Graph: a POST with <c>validationToken</c>, which is the answer.</summary>
    MicrosoftGraphValidation,

    /// <summary>Azure Event Grid: a validation event, whose code is the answer; or the OPTIONS request of CloudEvents.</summary>
    AzureEventGridValidation,

    /// <summary>Okta: a GET with <c>X-Okta-Verification-Challenge</c>, which is the answer.</summary>
    OktaChallenge,

    /// <summary>Asana: a POST with a new secret in <c>X-Hook-Secret</c>, sent back in the same header.</summary>
    AsanaSecretExchange,

    /// <summary>Twitch: a signed event <c>webhook_callback_verification</c>; its <c>challenge</c> is the answer.</summary>
    TwitchChallenge,

    /// <summary>Xero: signed and wrongly signed requests, which must be told apart within five seconds.</summary>
    XeroIntentToReceive,

    /// <summary>Trello: a HEAD request, answered 200.</summary>
    TrelloHead,

    /// <summary>Amazon SNS: a signed message with a <c>SubscribeURL</c>, which is called.</summary>
    AwsSnsConfirmation,

    /// <summary>WooCommerce: an unsigned form with a <c>webhook_id</c> alone, answered 200.</summary>
    WooCommercePing,

    /// <summary>CloudEvents HTTP 1.1 Web Hooks: an OPTIONS request with <c>WebHook-Request-Origin</c>.</summary>
    CloudEvents,
}
