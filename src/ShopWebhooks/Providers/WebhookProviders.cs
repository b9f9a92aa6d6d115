namespace ShopWebhooks.Providers;

/// <summary>The providers that the library knows.</summary>
public static partial class WebhookProviders
{
    private const string Form = FormBody.MediaType;
    private const string Json = "application/json";

    // Made when it is asked for: the parts of this class are initialized in no order of theirs.

    /// <summary>All of them.</summary>
    public static IReadOnlyList<WebhookProvider> All => field ??=
    [
        StandardWebhooks, GitHub, Stripe, Shopify, WooCommerce, BigCommerce, Slack, Zoom, Twilio, Square, HubSpot, HubSpotV1, HubSpotV2, Paddle,
        PaddleClassic, Intercom, Zendesk, Linear, Meta, X, Mailgun, Adyen, AdyenPlatform, Line, Box, PagerDuty, Dropbox, DocuSign, Webflow, Vercel, Cursor,
        Typeform, Calendly, Segment, Razorpay, LemonSqueezy, Xero, Asana, Trello, Twitch, Mandrill, SendGrid, PayPal, Plaid, FusionAuth,
        AwsSns, Telegram, GitLab, MicrosoftGraph,
        AzureEventGrid, Okta, Postmark, Chargebee, Deepgram,
    ];

    /// <summary>The provider of a name; null when the library knows none.</summary>
    /// <param name="name">The name; case is ignored.</param>
    public static WebhookProvider? Find(string name) =>
        All.FirstOrDefault(provider => provider.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
