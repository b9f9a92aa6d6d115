using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ShopWebhooks.Benchmarks.Children;
using ShopWebhooks.Benchmarks.Harness;
using ShopWebhooks.Benchmarks.Storage;
using ShopWebhooks.Sqlite;

namespace ShopWebhooks.Benchmarks.Sending;

/// <summary>
/// Until the dispatch has returned, which is when it is on the disk, by a process that makes no deliveries; beside inserting the same rows
/// by hand, as many a commit as there are callers.
/// </summary>
internal sealed class DispatchBenchmark(int callers, Goal goal)
    : Benchmark($"dispatch, {callers} caller{(callers == 1 ? "" : "s")}, store in SQLite", goal)
{
    private const double Median = 0.5;

    // About half a second.
    private readonly int _operations = callers == 1 ? 800 : callers * Math.Max(64, 16_384 / callers);

    private StoreFile _ourFile = null!;
    private StoreFile _limitFile = null!;
    private IHost _host = null!;
    private IWebhookDispatcher _dispatcher = null!;
    private HandWrittenStore _handWritten = null!;

    public override int WarmUpRounds => 4;

    public override async Task StartAsync()
    {
        _ourFile = await StoreFile.CreateAsync();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddShopWebhooks(options => options.ProcessDeliveries = false)
            .UseSqlite(_ourFile.ConnectionString)
            .AddEndpoint("shop", "https://shop.example/hooks", endpoint => endpoint.For("new_order").AddSecret(LoadGenerator.Secret.Reveal()));
        _host = builder.Build();
        await _host.StartAsync();
        _dispatcher = _host.Services.GetRequiredService<IWebhookDispatcher>();

        _limitFile = await StoreFile.CreateAsync();
        _handWritten = new HandWrittenStore(_limitFile.ConnectionString);
    }

    public override async Task<Measurement> RunOursAsync()
    {
        if (callers == 1)
        {
            return await Measurement.TakeEachAsync(_operations, Median, () => _dispatcher.DispatchAsync(KibibyteOrder.Event));
        }

        var dispatched = 0;
        var stored = 0;
        var measurement = await Measurement.TakeAsync(_operations, () => Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref dispatched) <= _operations)
            {
                await _dispatcher.DispatchAsync(KibibyteOrder.Event);
                Interlocked.Increment(ref stored);
            }
        }))));
        Check.AllOf(_operations, stored);
        return measurement;
    }

    public override Task<Measurement> RunLimitAsync() => callers == 1
        ? Measurement.TakeEachAsync(_operations, Median, () =>
        {
            _handWritten.Commit(1, KibibyteOrder.Json);
            return Task.CompletedTask;
        })
        : Measurement.TakeAsync(_operations, () =>
        {
            for (var committed = 0; committed < _operations; committed += callers)
            {
                _handWritten.Commit(callers, KibibyteOrder.Json);
            }

            return Task.CompletedTask;
        });

    public override async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _handWritten.Dispose();
        _ourFile.Dispose();
        _limitFile.Dispose();
        await base.DisposeAsync();
    }
}
