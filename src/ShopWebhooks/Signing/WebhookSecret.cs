namespace ShopWebhooks.Signing;

/// <summary>Key material that sender and receiver share.</summary>
public sealed class WebhookSecret
{
    private WebhookSecret(byte[] key) => Key = key;

    internal ReadOnlyMemory<byte> Key { get; }

    /// <summary>Reads a secret.</summary>
    /// <param name="text">The secret.</param>
    public static WebhookSecret Parse(string text) => new(Convert.FromBase64String(text["whsec_".Length..]));
}
