using System.Collections.Frozen;
using ShopWebhooks.Providers;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>Which handshake is answered how.</summary>
internal static class HandshakeTable
{
    private static readonly FrozenDictionary<WebhookHandshake, Handshake> Handshakes = new Dictionary<WebhookHandshake, Handshake>
    {
        [WebhookHandshake.SlackUrlVerification] = new SlackUrlVerification(),
        [WebhookHandshake.MetaSubscription] = new MetaSubscription(),
        [WebhookHandshake.ZoomUrlValidation] = new ZoomUrlValidation(),
        [WebhookHandshake.XCrc] = new XCrc(),
        [WebhookHandshake.DropboxChallenge] = new DropboxChallenge(),
        [WebhookHandshake.MicrosoftGraphValidation] = new MicrosoftGraphValidation(),
        [WebhookHandshake.AzureEventGridValidation] = new AzureEventGridValidation(),
        [WebhookHandshake.OktaChallenge] = new OktaChallenge(),
        [WebhookHandshake.AsanaSecretExchange] = new AsanaSecretExchange(),
        [WebhookHandshake.TwitchChallenge] = new TwitchChallenge(),
        [WebhookHandshake.XeroIntentToReceive] = new XeroIntentToReceive(),
        [WebhookHandshake.TrelloHead] = new TrelloHead(),
        [WebhookHandshake.AwsSnsConfirmation] = new AwsSnsConfirmation(),
        [WebhookHandshake.WooCommercePing] = new WooCommercePing(),

        // Every source may grant it, whatever its provider does besides.
        [WebhookHandshake.CloudEvents] = CloudEventsConsent.Instance,
    }.ToFrozenDictionary();

    /// <summary>The handshake of a kind; null where the provider makes none.</summary>
    public static Handshake? Find(WebhookHandshake kind) => Handshakes.GetValueOrDefault(kind);
}
