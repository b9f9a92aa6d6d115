namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>What an endpoint takes as <see cref="Webhook{T}"/>.</summary>
internal sealed record PayloadMetadata(Type PayloadType);
