using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopWebhooks.Delivery;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Providers;
using ShopWebhooks.Providers.Keys;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;
using ShopWebhooks.Transports;

namespace ShopWebhooks;

/// <summary>Adds the library to an application.</summary>
public static class ShopWebhooksServiceCollectionExtensions
{
    /// <summary>Adds webhooks, to be configured in code. May be called more than once.</summary>
    /// <param name="services">The services of the application.</param>
    public static IShopWebhooksBuilder AddShopWebhooks(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddLogging();
        services.AddMetrics();
        services.AddOptions<ShopWebhooksOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ShopWebhooksOptions>, ShopWebhooksOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOptionsChangeTokenSource<ShopWebhooksOptions>, ConfigurationChanges>());

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider =>
            new EngineContext(provider.GetRequiredService<TimeProvider>(), Random.Shared, TaskScheduler.Default));
        services.TryAddSingleton<LiveOptions>();
        services.TryAddSingleton<Instruments>();
        services.TryAddSingleton(provider => EventCatalog.Collect(provider.GetServices<EventType>()));

        services.TryAddSingleton<IWebhookStore>(provider =>
        {
            var logger = provider.GetRequiredService<ILogger<InMemoryStore>>();
            return new InMemoryStore(provider.GetRequiredService<TimeProvider>(), onForgotten: count => Log.Forgotten(logger, count));
        });

        services.TryAddSingleton<EndpointMaker>();
        services.TryAddSingleton<StoredEndpoints>();
        services.TryAddSingleton<Consents>();
        services.TryAddSingleton<EndpointRegistry>();
        services.TryAddSingleton<IWebhookEndpoints, WebhookEndpoints>();

        services.TryAddSingleton<LaneSet>();
        services.TryAddSingleton<LeaseKeeper>();
        services.TryAddSingleton<MessageFactory>();
        services.TryAddSingleton<BodyMaker>();
        services.TryAddSingleton<DeliveryPlanner>();
        services.TryAddSingleton<DeliveryCloser>();
        services.TryAddSingleton<StoreNotice>();
        services.TryAddSingleton<Recorder>();
        services.TryAddSingleton<Reporter>();
        services.TryAddSingleton<AttemptCarrier>();
        services.TryAddSingleton<DirectAttempt>();
        services.TryAddSingleton<ConsentAttempt>();
        services.TryAddSingleton<Suspects>();
        services.TryAddSingleton<Courier>();
        services.TryAddSingleton<Intake>();
        services.TryAddSingleton<LeasePump>();
        services.TryAddSingleton<Retainer>();
        services.TryAddSingleton<IWebhookDispatcher, WebhookDispatcher>();
        services.TryAddSingleton<IWebhookDeliveries, WebhookDeliveries>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, NameCheck>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TransportCheck>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DeliveryService>());

        services.TryAddSingleton<HandlerSet>();
        services.TryAddSingleton<ProviderSet>();
        services.TryAddSingleton(provider => new CertificateCheck(trusted: null, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IWebhookKeyFetcher, WebhookKeyCache>();
        services.TryAddSingleton<BroughtSecrets>();
        services.TryAddSingleton<SourceSet>();
        services.TryAddSingleton<IWebhookSources>(provider => provider.GetRequiredService<SourceSet>());
        services.TryAddSingleton<IWebhookReceiver, WebhookReceiver>();

        AddAspNetCore(services);
        services.AddHttpTransport();
        var builder = new ShopWebhooksBuilder(services);
        builder.AddTransport<HandlerTransport>(HandlerEndpoint.Scheme);
        return builder;
    }

    /// <summary>Adds webhooks, and binds their settings to a configuration section. A change of the configuration is followed.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="section">The section, <c>configuration.GetSection("ShopWebhooks")</c>.</param>
    public static IShopWebhooksBuilder AddShopWebhooks(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var builder = services.AddShopWebhooks();

        // Binding appends to lists, so that the same section twice would double every entry.
        if (!services.Any(service => service.ImplementationInstance is BoundSection bound && bound.Section.Path == section.Path))
        {
            services.AddSingleton(new BoundSection(section));
            services.AddSingleton<IOptionsChangeTokenSource<ShopWebhooksOptions>>(
                new ConfigurationChangeTokenSource<ShopWebhooksOptions>(section));
            services.Configure<ShopWebhooksOptions>(options => SettingsBinder.Bind(section, options));
        }

        return builder;
    }

    /// <summary>Adds webhooks, and configures their settings in code.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">Sets what shall differ from the defaults.</param>
    public static IShopWebhooksBuilder AddShopWebhooks(this IServiceCollection services, Action<ShopWebhooksOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = services.AddShopWebhooks();
        services.Configure(configure);
        return builder;
    }

    // [VerifyWebhook] of ShopWebhooks.AspNetCore is applied by services, which an attribute cannot register, and a line of its own for them
    // could be forgotten. So the one call there always is registers them, where the application has that package.
    private static void AddAspNetCore(IServiceCollection services) =>
        Type.GetType("ShopWebhooks.AspNetCore.Receiving.VerificationServices, ShopWebhooks.AspNetCore")?.GetMethod("Add")?.Invoke(null, [services]);

    private sealed class ShopWebhooksBuilder(IServiceCollection services) : IShopWebhooksBuilder
    {
        public IServiceCollection Services => services;
    }
}
