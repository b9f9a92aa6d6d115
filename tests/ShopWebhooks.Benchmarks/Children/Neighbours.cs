using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ShopWebhooks.Benchmarks.Harness;
using ShopWebhooks.Benchmarks.Sending;
using ShopWebhooks.Benchmarks.Storage;
using ShopWebhooks.Sqlite;

namespace ShopWebhooks.Benchmarks.Children;

/// <summary>A child that is a shop with a healthy endpoint, a slow and a dead one, on a file in which all that they are owed is already.</summary>
internal static class Neighbours
{
    public const string Role = "neighbours";

    private const string Refusing = "http://127.0.0.1:1/hooks";
    private const string Healthy = "healthy";
    private const string Slow = "slow";
    private const string Dead = "dead";
    private const int AtOnce = 256;

    /// <summary>Puts so many messages for each of the endpoints into a file, in turn.</summary>
    public static async Task<StoreFile> OweAsync(int count, bool toHealthyAlone)
    {
        var file = await StoreFile.CreateAsync();
        var host = Build(file.ConnectionString, Refusing, processDeliveries: false, out _);
        await host.StartAsync();
        var dispatcher = host.Services.GetRequiredService<IWebhookDispatcher>();
        string[] endpoints = toHealthyAlone ? [Healthy] : [Dead, Slow, Healthy];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, cancellationToken) =>
        {
            foreach (var endpoint in endpoints)
            {
                await dispatcher.DispatchAsync(KibibyteOrder.Event, endpoint, cancellationToken: cancellationToken);
            }
        });
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
        return file;
    }

    /// <summary>From the start of the host until so many deliveries to the healthy endpoint are recorded.</summary>
    public static async Task<Measurement> DeliverAsync(string connectionString, string healthyAddress, int count)
    {
        await using var child = ChildProcess.Start(
            Role, connectionString, healthyAddress, count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return Shop.Parse(await child.ReadLineAsync());
    }

    public static async Task RunAsync(string connectionString, string healthyAddress, int count)
    {
        var host = Build(connectionString, healthyAddress, processDeliveries: true, out var counting);
        var store = counting(host.Services);
        var left = count;
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.OnlyEndpoint = Healthy;
        store.Delivered = delivered =>
        {
            if (delivered > 0 && Interlocked.Add(ref left, -delivered) <= 0)
            {
                last.TrySetResult();
            }
        };
        Shop.Answer(await Measurement.TakeAsync(count, async () =>
        {
            await host.StartAsync();
            await last.Task;
        }));
        await Console.In.ReadToEndAsync();
    }

    private static IHost Build(string connectionString, string healthyAddress, bool processDeliveries, out Func<IServiceProvider, CountingStore> counting)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var shop = builder.Services.AddShopWebhooks(options => options.ProcessDeliveries = processDeliveries).UseSqlite(connectionString);
        (string Id, string Address)[] endpoints = [(Healthy, healthyAddress), (Slow, Sink.Slow(healthyAddress)), (Dead, Refusing)];
        foreach (var (id, address) in endpoints)
        {
            shop.AddEndpoint(id, address, endpoint => endpoint.AddSecret(LoadGenerator.Secret.Reveal()).AllowHttp().AllowNetwork("127.0.0.0/8"));
        }

        counting = CountingStore.Watch(builder.Services);
        return builder.Build();
    }
}
