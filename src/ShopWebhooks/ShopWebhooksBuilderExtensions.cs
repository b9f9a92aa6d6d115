using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Providers;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;
using ShopWebhooks.Transports;

namespace ShopWebhooks;

/// <summary>What an application declares: sources, endpoints, event types, handlers, transports.</summary>
/// <remarks>The same declaration twice is the same as once; the same name with other content is reported when the host starts.</remarks>
public static class ShopWebhooksBuilderExtensions
{
    /// <summary>Declares a source that signs by Standard Webhooks 1.0.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Its name, the <c>{source}</c> of the URL. Case is ignored; it is kept in lower case.</param>
    /// <param name="configure">
    /// Adds its secrets, and sets what shall differ from the defaults. Called anew after each change of the configuration.
    /// </param>
    public static IShopWebhooksBuilder AddSource(
        this IShopWebhooksBuilder builder, string name, Action<WebhookSourceOptions> configure) =>
        builder.AddSource(name, WebhookProviders.StandardWebhooks, configure);

    /// <summary>Declares a source of a provider: one that the library knows, or one of your own.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Its name, the <c>{source}</c> of the URL. Case is ignored; it is kept in lower case.</param>
    /// <param name="provider">How it signs and names its events: <c>WebhookProviders.Stripe</c>.</param>
    /// <param name="configure">
    /// Adds its secrets, and sets what shall differ from the defaults. Called anew after each change of the configuration.
    /// </param>
    public static IShopWebhooksBuilder AddSource(
        this IShopWebhooksBuilder builder, string name, WebhookProvider provider, Action<WebhookSourceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure<ShopWebhooksOptions>(options =>
        {
            var source = new WebhookSourceOptions { Provider = provider.Name, DeclaredAt = $"AddSource(\"{name}\")" };
            configure(source);
            if (!options.Sources.TryAdd(name, source) && !options.Sources[name].IsSameAs(source))
            {
                var other = options.Sources[name].DeclaredAt ?? $"Sources[\"{name}\"]";
                options.Problems.Add(other == source.DeclaredAt
                    ? $"{source.DeclaredAt}: the source is declared twice, differently; keep one declaration."
                    : $"{source.DeclaredAt}: the source is declared differently at {other}; keep one declaration.");
            }
        });
        return builder.AddProvider(provider);
    }

    /// <summary>Has sources looked up that are not declared: one per tenant, say, with secrets that a table holds.</summary>
    /// <typeparam name="TProvider">Looks them up; a scope of its own for each request.</typeparam>
    /// <param name="builder">The builder.</param>
    public static IShopWebhooksBuilder AddSourceProvider<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProvider>(this IShopWebhooksBuilder builder)
        where TProvider : class, IWebhookSourceProvider
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Scoped<IWebhookSourceProvider, TProvider>());
        return builder;
    }

    /// <summary>Declares a provider of your own, so that the setting <c>Provider</c> of a source may name it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="provider">The provider; its name is not one that the library knows.</param>
    public static IShopWebhooksBuilder AddProvider(this IShopWebhooksBuilder builder, WebhookProvider provider)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(provider);
        builder.Services.AddSingleton(provider);
        return builder;
    }

    /// <summary>Declares an endpoint.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="id">Its id: letters, digits, '-', '_' and '.'. Case is ignored; it is kept in lower case.</param>
    /// <param name="address">Where it is, <c>https://…</c>; the URI scheme chooses the transport.</param>
    /// <param name="configure">
    /// Adds its secrets, and sets what shall differ from the defaults. Called anew after each change of the configuration.
    /// </param>
    public static IShopWebhooksBuilder AddEndpoint(
        this IShopWebhooksBuilder builder, string id, string address, Action<WebhookEndpointBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure<ShopWebhooksOptions>(options =>
        {
            var endpoint = new WebhookEndpointOptions { Address = address, DeclaredAt = $"AddEndpoint(\"{id}\")" };
            configure(new WebhookEndpointBuilder(endpoint));
            if (!options.Endpoints.TryAdd(id, endpoint) && !options.Endpoints[id].IsSameAs(endpoint))
            {
                options.Problems.Add($"{endpoint.DeclaredAt}: the endpoint is declared twice, differently; keep one declaration.");
            }
        });
        return builder;
    }

    /// <summary>
    /// Encrypts the settings of stored endpoints (<see cref="IWebhookEndpoints.AddAsync"/>) with AES-256-GCM and a key of the application's
    /// own. Keep the key where the store is not; without it stored endpoints cannot be read, and the host does not start.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="key">The base64 of 32 random bytes: <c>openssl rand -base64 32</c>.</param>
    /// <param name="previousKeys">Keys that are only read with, while what they protected is still there.</param>
    /// <exception cref="ArgumentException">A key is not the base64 of 32 bytes.</exception>
    public static IShopWebhooksBuilder ProtectSecretsWith(this IShopWebhooksBuilder builder, string? key, params IReadOnlyList<string> previousKeys)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(previousKeys);
        builder.Services.Replace(ServiceDescriptor.Singleton<ISecretProtector>(new AesSecretProtector([key ?? "", .. previousKeys])));
        return builder;
    }

    /// <summary>Adds an event type of the application's own to the catalog.</summary>
    /// <typeparam name="TEvent">The payload type; it is written as a JSON object.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The event type, <c>loyalty_joined</c>.</param>
    /// <param name="typeInfo">How the payload is written: <c>ShopJson.Default.LoyaltyJoined</c> of a source-generated context.</param>
    /// <exception cref="ArgumentException">The name is not one, or the payload type is not written as a JSON object.</exception>
    public static IShopWebhooksBuilder AddEvent<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TEvent>(
        this IShopWebhooksBuilder builder, string name, JsonTypeInfo<TEvent> typeInfo)
        where TEvent : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(EventType.Create(name, typeInfo));
        return builder;
    }

    /// <inheritdoc cref="AddEvent{TEvent}(IShopWebhooksBuilder, string, JsonTypeInfo{TEvent})"/>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The event type, <c>loyalty_joined</c>.</param>
    /// <param name="typeInfo">How the payload is written: <c>ShopJson.Default.LoyaltyJoined</c> of a source-generated context.</param>
    /// <param name="example">
    /// A payload as it may be (<see cref="EventType.Example"/>). At start it is checked against the schemas that endpoints require.
    /// </param>
    /// <exception cref="ArgumentException">As above; or the example cannot be written as a payload of this event type.</exception>
    public static IShopWebhooksBuilder AddEvent<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TEvent>(
        this IShopWebhooksBuilder builder, string name, JsonTypeInfo<TEvent> typeInfo, TEvent example)
        where TEvent : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(EventType.Create(name, typeInfo, example));
        return builder;
    }

    /// <summary>Adds a handler class under its type's name.</summary>
    /// <typeparam name="TEvent">The payload type; a base type catches all event types that derive from it.</typeparam>
    /// <typeparam name="THandler">The handler, made in a scope of its own for each delivery.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets what shall differ from the defaults; null for none.</param>
    public static IShopWebhooksBuilder AddHandler<TEvent, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IShopWebhooksBuilder builder, Action<WebhookHandlerOptions>? configure = null)
        where TEvent : notnull
        where THandler : class, IWebhookHandler<TEvent> =>
        builder.AddHandler<TEvent, THandler>(typeof(THandler).Name, configure);

    /// <summary>Adds a handler class under a name of your choice.</summary>
    /// <typeparam name="TEvent">The payload type; a base type catches all event types that derive from it.</typeparam>
    /// <typeparam name="THandler">The handler, made in a scope of its own for each delivery.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">
    /// The stable name under which deliveries are owed to it: when a class is renamed and the name is not, nothing owed is lost.
    /// </param>
    /// <param name="configure">Sets what shall differ from the defaults; null for none.</param>
    public static IShopWebhooksBuilder AddHandler<TEvent, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IShopWebhooksBuilder builder, string name, Action<WebhookHandlerOptions>? configure = null)
        where TEvent : notnull
        where THandler : class, IWebhookHandler<TEvent>
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddScoped<THandler>();
        return builder.AddHandler<TEvent>(name, typeof(THandler), configure, static (services, webhookEvent, context, cancellationToken) =>
            services.GetRequiredService<THandler>().HandleAsync((TEvent)webhookEvent, context, cancellationToken));
    }

    /// <summary>Adds an inline handler under the name of the payload type. For a second one of the same type, choose a name.</summary>
    /// <typeparam name="TEvent">The payload type; a base type catches all event types that derive from it.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="handle">Handles one event.</param>
    /// <param name="configure">Sets what shall differ from the defaults; null for none.</param>
    public static IShopWebhooksBuilder On<TEvent>(
        this IShopWebhooksBuilder builder,
        Func<TEvent, WebhookContext, CancellationToken, Task> handle,
        Action<WebhookHandlerOptions>? configure = null)
        where TEvent : notnull =>
        builder.On($"on-{typeof(TEvent).Name}", handle, configure);

    /// <summary>Adds an inline handler under a name of your choice.</summary>
    /// <typeparam name="TEvent">The payload type; a base type catches all event types that derive from it.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The stable name under which deliveries are owed to it.</param>
    /// <param name="handle">Handles one event.</param>
    /// <param name="configure">Sets what shall differ from the defaults; null for none.</param>
    public static IShopWebhooksBuilder On<TEvent>(
        this IShopWebhooksBuilder builder,
        string name,
        Func<TEvent, WebhookContext, CancellationToken, Task> handle,
        Action<WebhookHandlerOptions>? configure = null)
        where TEvent : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handle);
        return builder.AddHandler<TEvent>(name, handle, configure, (_, webhookEvent, context, cancellationToken) =>
            handle((TEvent)webhookEvent, context, cancellationToken));
    }

    /// <summary>Adds a transport for addresses of a URI scheme.</summary>
    /// <typeparam name="TTransport">The transport; a singleton.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="scheme">The scheme, <c>amqp</c>.</param>
    public static IShopWebhooksBuilder AddTransport<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TTransport>(
        this IShopWebhooksBuilder builder, string scheme)
        where TTransport : class, IWebhookTransport
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(scheme);
        builder.Services.TryAddSingleton<TTransport>();
        builder.Services.AddSingleton(new TransportRegistration(scheme, typeof(TTransport)));
        return builder;
    }

    /// <summary>
    /// Configures the HTTP client of deliveries: handlers, proxy, certificates. The address guard stays in place; a primary handler
    /// without it does not start unless <see cref="AllowUnguardedHandler"/> says so.
    /// </summary>
    /// <remarks>
    /// Handlers added to all clients by <c>ConfigureHttpClientDefaults</c> are left out, since one that retries would do so within an
    /// attempt, with the same signature, and open one circuit breaker for all endpoints; what is added here applies to every attempt.
    /// What belongs to an <see cref="HttpClient"/> itself (default headers, base address, timeout) does not apply: each endpoint has
    /// headers and a timeout of its own. With a proxy, a name is resolved and its addresses are checked before the proxy gets the
    /// request; the proxy resolves it again, and what it then connects to is out of the guard's sight. HTTP/3 is not spoken, whatever a
    /// handler asks for, because its connections pass the guard by.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Configures the client.</param>
    public static IShopWebhooksBuilder ConfigureHttpClient(this IShopWebhooksBuilder builder, Action<IHttpClientBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        configure(builder.Services.AddHttpTransport());
        return builder;
    }

    /// <summary>
    /// Allows a primary HTTP handler that does not check the addresses it connects to, as a scripted one in a test. Addresses are then
    /// checked as written alone: a name that resolves into the private network is not refused.
    /// </summary>
    /// <param name="builder">The builder.</param>
    public static IShopWebhooksBuilder AllowUnguardedHandler(this IShopWebhooksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure<HttpTransportOptions>(options => options.AllowUnguardedHandler = true);
        return builder;
    }

    private static IShopWebhooksBuilder AddHandler<TEvent>(
        this IShopWebhooksBuilder builder,
        string name,
        object identity,
        Action<WebhookHandlerOptions>? configure,
        Func<IServiceProvider, object, WebhookContext, CancellationToken, Task> invoke)
    {
        if (Storage.StoredText.Problem(name, 100) is { } problem)
        {
            throw new ArgumentException($"A handler's name {problem}.", nameof(name));
        }

        var options = new WebhookHandlerOptions();
        configure?.Invoke(options);
        builder.Services.AddSingleton(new HandlerRegistration(name, typeof(TEvent), identity, options, invoke));
        return builder;
    }
}
