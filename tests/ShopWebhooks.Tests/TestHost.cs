using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopWebhooks.Delivery;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Delivery;
using ShopWebhooks.Tests.Doubles;
using ShopWebhooks.Tests.Telemetry;

namespace ShopWebhooks.Tests;

/// <summary>
/// An application with the library in it, whose time, chance and scheduling the test holds: nothing happens but while the test calls,
/// and everything that can happen has happened when a call returns. Addresses <c>test:…</c> go to the scripted transport.
/// </summary>
internal sealed class TestHost : IDisposable
{
    public const string Secret = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    public const string OtherSecret = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

    private readonly ServiceProvider _provider;
    private readonly StepScheduler _scheduler = new();

    public TestHost(
        Action<IShopWebhooksBuilder>? configure = null, IWebhookStore? store = null, int seed = 1, ManualTimeProvider? time = null,
        bool hasCoarseTimers = false, Random? random = null)
    {
        Time = time ?? new ManualTimeProvider();
        Transport = new ScriptedTransport(Time);
        Store = new ObservedStore(store ?? new InMemoryStore(Time));
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        TimeProvider clock = hasCoarseTimers ? new CoarseTimers(Time) : Time;
        services.AddSingleton(clock);
        services.AddSingleton(new EngineContext(clock, random ?? new Random(seed), _scheduler));
        services.AddSingleton<IWebhookStore>(Store);
        services.AddSingleton(Transport);
        var builder = services.AddShopWebhooks().AddTransport<ScriptedTransport>("test");
        configure?.Invoke(builder);
        _provider = services.BuildServiceProvider(validateScopes: true);
    }

    public ManualTimeProvider Time { get; }

    public ScriptedTransport Transport { get; }

    public ObservedStore Store { get; }

    public CapturingLoggerProvider Logs { get; } = new();

    public IWebhookDispatcher Dispatcher => Get<IWebhookDispatcher>();

    /// <summary>Makes and starts an application.</summary>
    public static TestHost Started(
        Action<IShopWebhooksBuilder>? configure = null, IWebhookStore? store = null, int seed = 1, ManualTimeProvider? time = null,
        Random? random = null)
    {
        var host = new TestHost(configure, store, seed, time, random: random);
        host.Start();
        return host;
    }

    public T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();

    public void Start()
    {
        Get<IStartupValidator>().Validate();
        Run(async () =>
        {
            foreach (var service in _provider.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
            {
                await service.StartingAsync(CancellationToken.None);
            }

            foreach (var service in _provider.GetServices<IHostedService>())
            {
                await service.StartAsync(CancellationToken.None);
            }

            foreach (var service in _provider.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
            {
                await service.StartedAsync(CancellationToken.None);
            }

            return true;
        });
    }

    /// <summary>Stops as a host does; the token fires when its time is up.</summary>
    public Task<bool> BeginStop(CancellationToken timeIsUp = default) => Begin(async () =>
    {
        foreach (var service in _provider.GetServices<IHostedService>())
        {
            await service.StopAsync(timeIsUp);
        }

        return true;
    });

    public void Stop() => _scheduler.RunUntil(BeginStop());

    /// <summary>Starts something and lets the engine do all it can; the task need not be done.</summary>
    public Task<T> Begin<T>(Func<Task<T>> work)
    {
        var task = _scheduler.Start(work);
        Settle();
        return task;
    }

    /// <summary>Does something to its end, and lets the engine do all it can.</summary>
    public T Run<T>(Func<Task<T>> work)
    {
        var task = _scheduler.Start(work);
        Settle();
        _scheduler.RunUntil(task);
        Settle();
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Waits for something that was begun.</summary>
    public T Finish<T>(Task<T> task)
    {
        _scheduler.RunUntil(task);
        Settle();
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Lets the engine do all it can without time passing.</summary>
    public void Settle()
    {
        _scheduler.RunAll();
        while (Time.NextTimer is { } next && next <= TimeSpan.Zero)
        {
            Time.Advance(TimeSpan.Zero);
            _scheduler.RunAll();
        }
    }

    /// <summary>Lets time pass, from timer to timer; at each the engine does all it can.</summary>
    public void Advance(TimeSpan by)
    {
        var end = Time.GetUtcNow() + by;
        while (Time.NextTimer is { } next && Time.GetUtcNow() + next <= end)
        {
            Time.Advance(next);
            Settle();
        }

        Time.Advance(end - Time.GetUtcNow());
        Settle();
    }

    public DispatchReceipt Dispatch(object webhookEvent, DispatchOptions? options = null) =>
        Run(() => Dispatcher.DispatchAsync(webhookEvent, options ?? new DispatchOptions()));

    public Task<DispatchReceipt> BeginDispatch(object webhookEvent, DispatchOptions? options = null, CancellationToken cancellationToken = default) =>
        Begin(() => Dispatcher.DispatchAsync(webhookEvent, options ?? new DispatchOptions(), cancellationToken));

    /// <summary>The deliveries in the store, by endpoint id where one is given.</summary>
    public IReadOnlyList<DeliveryRecord> Deliveries(string? endpointId = null) =>
        Run(() => Store.FindDeliveriesAsync(new DeliveryQuery { EndpointId = endpointId, Limit = 1000 }, CancellationToken.None).AsTask());

    public DeliveryRecord Delivery(string? endpointId = null) => Deliveries(endpointId).Should().ContainSingle().Subject;

    public void Dispose() => _provider.Dispose();
}
