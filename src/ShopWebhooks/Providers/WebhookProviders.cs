using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <summary>The providers that the library knows.</summary>
/// <remarks>
/// A provider that batches events gives one message of one declared type, as <c>xero.events</c>. What a header says of type and id is signed
/// nowhere, unless it is said so; the body is.
/// </remarks>
public static partial class WebhookProviders
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>All of them.</summary>
    // Made when it is asked for: which part of a class in several files is initialized first, the language does not say.
    public static IReadOnlyList<WebhookProvider> All => field ??=
    [
        StandardWebhooks, GitHub, Stripe, Shopify, WooCommerce, BigCommerce, Slack, Zoom, Twilio, Square, HubSpot, HubSpotV1, HubSpotV2, Paddle,
        Intercom, Zendesk, Linear, Meta, X, Mailgun, Adyen, AdyenPlatform, Line, Box, PagerDuty, Dropbox, DocuSign, Webflow, Vercel, Cursor, Typeform,
        Calendly, Segment, Razorpay, LemonSqueezy, Xero, Asana, Trello, Twitch, Mandrill, Telegram, GitLab, MicrosoftGraph, AzureEventGrid, Okta,
        Postmark, Chargebee, Deepgram,
    ];

    /// <summary>Standard Webhooks 1.0: this library itself, and all who follow it (OpenAI, Clerk, Resend, Replicate, Svix …).</summary>
    /// <remarks>Source: <see href="https://www.standardwebhooks.com"/>.</remarks>
    public static WebhookProvider StandardWebhooks { get; } = new() { Name = "standard-webhooks", Scheme = WebhookScheme.StandardWebhooks };

    /// <summary>The provider of a name; null when the library knows none.</summary>
    /// <param name="name">The name; case is ignored.</param>
    public static WebhookProvider? Find(string name) =>
        All.FirstOrDefault(provider => provider.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
