using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ShopWebhooks.AspNetCore.Handshakes;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>
/// What verifies before the application's own endpoints, and keeps the mapped route out of their way. <c>AddShopWebhooks()</c> finds it by its
/// name.
/// </summary>
internal static class VerificationServices
{
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton<EndpointVerification>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, VerificationPolicy>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, HandshakePolicy>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, VerificationCheck>());
    }
}
