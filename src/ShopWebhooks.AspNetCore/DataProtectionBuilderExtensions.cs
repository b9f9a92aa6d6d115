using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ShopWebhooks.AspNetCore.Endpoints;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore;

/// <summary>Encrypts what is stored with ASP.NET Core's data protection.</summary>
public static class DataProtectionBuilderExtensions
{
    /// <summary>
    /// Encrypts the settings of stored endpoints (<see cref="IWebhookEndpoints.AddAsync"/>) with ASP.NET Core's data protection, in place of
    /// a key of the application's own.
    /// </summary>
    /// <remarks>
    /// Data protection keeps its keys where the application says (<c>AddDataProtection().PersistKeysTo…</c>), by default in the profile of
    /// the user: without these keys stored endpoints cannot be read, and the host does not start. Keep them as long as the store.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    public static IShopWebhooksBuilder ProtectSecretsWithDataProtection(this IShopWebhooksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDataProtection();
        builder.Services.Replace(ServiceDescriptor.Singleton<ISecretProtector, DataProtectionSecretProtector>());
        return builder;
    }
}
