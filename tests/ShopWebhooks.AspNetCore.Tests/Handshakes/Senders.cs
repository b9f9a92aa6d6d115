using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Tests.Handshakes;

/// <summary>Providers that shake hands.</summary>
internal static class Senders
{
    public static WebhookProvider Slack { get; } = Signing("slack-t", WebhookHandshake.SlackUrlVerification, Timed);

    public static WebhookProvider Zoom { get; } = Signing("zoom-t", WebhookHandshake.ZoomUrlValidation, Timed, "event");

    public static WebhookProvider Meta { get; } = Signing("meta-t", WebhookHandshake.MetaSubscription, Plain, "object");

    public static WebhookProvider X { get; } = Signing("x-t", WebhookHandshake.XCrc, Plain);

    public static WebhookProvider Dropbox { get; } = Signing("dropbox-t", WebhookHandshake.DropboxChallenge, Plain);

    public static WebhookProvider MicrosoftGraph { get; } = Signing("graph-t", WebhookHandshake.MicrosoftGraphValidation, Plain);

    public static WebhookProvider AzureEventGrid { get; } = Signing("azure-t", WebhookHandshake.AzureEventGridValidation, Plain);

    public static WebhookProvider Okta { get; } = Signing("okta-t", WebhookHandshake.OktaChallenge, Plain);

    public static WebhookProvider Asana { get; } = Signing("asana-t", WebhookHandshake.AsanaSecretExchange, Plain);

    public static WebhookProvider Twitch { get; } = Signing("twitch-t", WebhookHandshake.TwitchChallenge, Plain);

    public static WebhookProvider Xero { get; } = Signing("xero-t", WebhookHandshake.XeroIntentToReceive, Plain);

    public static WebhookProvider Trello { get; } = Signing("trello-t", WebhookHandshake.TrelloHead, Plain);

    public static WebhookProvider AwsSns { get; } = Signing("sns-t", WebhookHandshake.AwsSnsConfirmation, Plain, "Type");

    public static WebhookProvider WooCommerce { get; } = Signing("woo-t", WebhookHandshake.WooCommercePing, Plain);

    private static HmacScheme Plain => new() { SignatureHeaders = ["X-Signature"] };

    private static HmacScheme Timed => new()
    {
        SignatureHeaders = ["X-Signature"],
        TimestampHeader = "X-Timestamp",
        SignedContent = "v0:{timestamp}:{body}",
        Prefix = "v0=",
    };

    private static WebhookProvider Signing(string name, WebhookHandshake handshake, WebhookScheme scheme, string type = "type") => new()
    {
        Name = name,
        Scheme = scheme,
        EventType = [WebhookField.Body(type), WebhookField.Constant("event")],
        Handshake = handshake,
    };
}
