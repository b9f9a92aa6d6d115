using ShopWebhooks.Signing;

namespace ShopWebhooks.Tests.Simulation;

/// <summary>A secret of a stored endpoint, from version to version.</summary>
internal sealed class SharedSecret
{
    /// <summary>The secret; null while, or if, the application is not told the one that was made.</summary>
    public WebhookSecret? Known { get; set; }
}
