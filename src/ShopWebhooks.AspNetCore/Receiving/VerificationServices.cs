using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>What verifies before the application's own endpoints. <c>AddShopWebhooks()</c> finds it by its name.</summary>
internal static class VerificationServices
{
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton<EndpointVerification>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, VerificationPolicy>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, VerificationCheck>());
    }
}
