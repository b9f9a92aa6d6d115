using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <summary>The providers that the library knows.</summary>
public static class WebhookProviders
{
    /// <summary>Standard Webhooks 1.0: this library itself, and all who follow it (OpenAI, Clerk, Resend, Replicate, Svix …).</summary>
    /// <remarks>Source: <see href="https://www.standardwebhooks.com"/>.</remarks>
    public static WebhookProvider StandardWebhooks { get; } = new() { Name = "standard-webhooks", Scheme = WebhookScheme.StandardWebhooks };

    /// <summary>GitHub. The id is not signed.</summary>
    /// <remarks>Source: <see href="https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries"/>.</remarks>
    public static WebhookProvider GitHub { get; } = new()
    {
        Name = "github",
        Scheme = new HmacScheme { SignatureHeaders = ["X-Hub-Signature-256"], Prefix = "sha256=" },
        EventType = [WebhookField.Header("X-GitHub-Event")],
        MessageId = [WebhookField.Header("X-GitHub-Delivery")],
        KeptHeaders = ["X-GitHub-Hook-ID"],
        ContentTypes = ["application/json", "application/x-www-form-urlencoded"],
    };

    /// <summary>Stripe. The whole text of its secret is the key, <c>whsec_</c> included.</summary>
    /// <remarks>Source: <see href="https://docs.stripe.com/webhooks#verify-manually"/>.</remarks>
    public static WebhookProvider Stripe { get; } = new()
    {
        Name = "stripe",
        Scheme = new HmacScheme
        {
            SignatureHeaders = ["Stripe-Signature"],
            SignedContent = "{timestamp}.{body}",
            Prefix = "v1=",
            Separator = ',',
            TimestampPrefix = "t=",
        },
        EventType = [WebhookField.Body("type")],
        MessageId = [WebhookField.Body("id")],
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<WebhookProvider> All { get; } = [StandardWebhooks, GitHub, Stripe];

    /// <summary>The provider of a name; null when the library knows none.</summary>
    /// <param name="name">The name; case is ignored.</param>
    public static WebhookProvider? Find(string name) =>
        All.FirstOrDefault(provider => provider.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
