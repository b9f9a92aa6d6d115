using Microsoft.Extensions.DependencyInjection;

namespace ShopWebhooks;

/// <summary>Configures the library; each feature is an extension method on it.</summary>
/// <remarks>Registration is additive and may be repeated: the same thing twice is the same as once.</remarks>
public interface IShopWebhooksBuilder
{
    /// <summary>The services of the application.</summary>
    IServiceCollection Services { get; }
}
