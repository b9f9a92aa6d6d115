// snippet: providers
using ShopWebhooks;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;
// end

namespace Shop;

public static class Providers
{
    // snippet: own-provider
    private static readonly WebhookProvider Acme = new()
    {
        Name = "acme",
        Scheme = new HmacScheme
        {
            SignatureHeaders = ["X-Acme-Signature"],
            TimestampHeader = "X-Acme-Timestamp",
            SignedContent = "{timestamp}.{body}",
            Prefix = "v1=",
        },
        EventType = [WebhookField.Body("type")],
        MessageId = [WebhookField.Body("id")],
    };
    // end

    public static void Add(IShopWebhooksBuilder shop, string stripeSecret, string twilioToken, string acmeSecret)
    {
        // snippet: providers
        shop.AddSource("payments", WebhookProviders.Stripe, source => source.AddSecret(stripeSecret))
            .AddSource("calls", WebhookProviders.Twilio, source =>
            {
                source.PublicUrl = "https://shop.example/webhooks/calls";
                source.AddSecret(twilioToken);
            })
            .AddSource("acme", Acme, source => source.AddSecret(acmeSecret));
        // end
    }
}
