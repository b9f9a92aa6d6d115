using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ShopWebhooks.Benchmarks.Harness;
using ShopWebhooks.Benchmarks.Sending;
using ShopWebhooks.Sqlite;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Benchmarks.Children;

/// <summary>A child that is a shop with a SQLite file and two endpoints, of which one is healthy and the other one dead.</summary>
/// <remarks>It ends as in a crash, without stopping the host: its leases stay in the file for the next one to find.</remarks>
internal sealed class Shop : IAsyncDisposable
{
    public const string Role = "shop";
    public const string HealthyEndpoint = "healthy";
    public const string DeadEndpoint = "dead";

    private readonly ChildProcess _child;

    private Shop(ChildProcess child, Measurement start) => (_child, StartUp) = (child, start);

    /// <summary>What its host took to start.</summary>
    public Measurement StartUp { get; }

    /// <summary>Starts it.</summary>
    /// <param name="connectionString">Names its file.</param>
    /// <param name="healthyAddress">Where what is dispatched goes.</param>
    /// <param name="deadAddress">Where nothing ever succeeds.</param>
    public static async Task<Shop> StartAsync(string connectionString, string healthyAddress, string deadAddress)
    {
        var child = ChildProcess.Start(Role, connectionString, healthyAddress, deadAddress);
        return new Shop(child, Parse(await child.ReadLineAsync()));
    }

    /// <summary>Dispatches so many events, one after the other, each when the one before it was delivered and recorded: the 99th percentile.</summary>
    public async Task<Measurement> DeliverAsync(int count) =>
        Parse(await _child.AskAsync(string.Create(CultureInfo.InvariantCulture, $"deliver {count}")));

    /// <summary>Asks for what an operator's page shows.</summary>
    public Task LookAsync() => _child.AskAsync("look");

    /// <summary>The most memory that it has had resident so far.</summary>
    public async Task<Measurement> PeakMemoryAsync() => Parse(await _child.AskAsync("memory"));

    /// <summary>Has nothing to do for so many seconds.</summary>
    public async Task<Measurement> IdleAsync(int seconds) =>
        Parse(await _child.AskAsync(string.Create(CultureInfo.InvariantCulture, $"idle {seconds}")));

    public ValueTask DisposeAsync() => _child.DisposeAsync();

    /// <summary>Answers each line with a measurement.</summary>
    public static async Task RunAsync(string connectionString, string healthyAddress, string deadAddress)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddShopWebhooks()
            .UseSqlite(connectionString)
            .AddEndpoint(HealthyEndpoint, healthyAddress, endpoint => endpoint.For("new_order")
                .AddSecret(LoadGenerator.Secret.Reveal()).AllowHttp().AllowNetwork("127.0.0.0/8"))
            .AddEndpoint(DeadEndpoint, deadAddress, endpoint => endpoint.For("new_lead")
                .AddSecret(LoadGenerator.Secret.Reveal()).AllowHttp().AllowNetwork("127.0.0.0/8"));
        var counting = CountingStore.Watch(builder.Services);
        var host = builder.Build();
        Answer(await Measurement.TakeAsync(1, () => host.StartAsync()));

        var store = counting(host.Services);
        var dispatcher = host.Services.GetRequiredService<IWebhookDispatcher>();
        while (await Console.In.ReadLineAsync() is { } order)
        {
            Answer(order.Split(' ') switch
            {
                ["deliver", var count] => await Measurement.TakeEachAsync(Number(count), 0.99, () => DeliverAsync(dispatcher, store)),
                ["look"] => await Measurement.TakeAsync(1, () => LookAsync(store)),
                ["memory"] => new Measurement(1, TimeSpan.Zero, TimeSpan.Zero, Process.GetCurrentProcess().PeakWorkingSet64),
                ["idle", var seconds] => await Measurement.TakeAsync(1, () => Task.Delay(TimeSpan.FromSeconds(Number(seconds)))),
                _ => throw new ArgumentException($"'{order}' is not an order."),
            });
        }
    }

    private static async Task DeliverAsync(IWebhookDispatcher dispatcher, CountingStore store)
    {
        var delivered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Delivered = count =>
        {
            if (count > 0)
            {
                delivered.TrySetResult();
            }
        };
        await dispatcher.DispatchAsync(KibibyteOrder.Event);
        await delivered.Task;
    }

    private static async Task LookAsync(CountingStore store)
    {
        await store.GetBacklogAsync(CancellationToken.None);
        await store.GetEndpointStatesAsync(CancellationToken.None);
        await store.FindDeliveriesAsync(new DeliveryQuery { EndpointId = DeadEndpoint, Limit = 1000 }, CancellationToken.None);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Writes a measurement as a line, for <see cref="Parse"/>.</summary>
    public static void Answer(Measurement measurement) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{measurement.Operations} {measurement.Elapsed.Ticks} {measurement.Cpu.Ticks} {measurement.AllocatedBytes} {measurement.NanosecondsPerOperation:0}"));

    /// <summary>Reads what <see cref="Answer"/> wrote.</summary>
    public static Measurement Parse(string line)
    {
        var numbers = Array.ConvertAll(line.Split(' '), number => long.Parse(number, CultureInfo.InvariantCulture));
        return new Measurement(numbers[0], TimeSpan.FromTicks(numbers[1]), TimeSpan.FromTicks(numbers[2]), numbers[3])
        {
            NanosecondsPerOperation = numbers[4],
        };
    }
}
