using Microsoft.Extensions.Configuration;

namespace ShopWebhooks;

/// <summary>A configuration section that the settings are bound to.</summary>
internal sealed record BoundSection(IConfigurationSection Section);
