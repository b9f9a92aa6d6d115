namespace ShopWebhooks.Providers;

/// <summary>Where a <see cref="WebhookField"/> is.</summary>
internal enum FieldPlace
{
    Header,
    Body,
    Constant,
    BodyHash,
}
