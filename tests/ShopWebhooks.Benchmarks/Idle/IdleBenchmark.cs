using ShopWebhooks.Benchmarks.Children;
using ShopWebhooks.Benchmarks.Harness;
using ShopWebhooks.Benchmarks.Storage;

namespace ShopWebhooks.Benchmarks.Idle;

/// <summary>The processor time of a shop with a SQLite file that has delivered some, and has nothing to do; beside a hundredth of one core.</summary>
internal sealed class IdleBenchmark(Goal goal) : BudgetBenchmark(
    "idle host, of 1 % of one core",
    new Measurement(1, TimeSpan.FromSeconds(Seconds), TimeSpan.FromSeconds(Seconds) / 100, 0),
    goal)
{
    private const int Seconds = 10;
    private const int Deliveries = 500;
    private const string Nowhere = "http://127.0.0.1:1/hooks";

    // The compiler's background work, and connections that are closed when they have had no use.
    private const int SecondsOfRest = 3;

    private StoreFile _file = null!;
    private ChildProcess _sink = null!;
    private Shop _shop = null!;

    public override async Task StartAsync()
    {
        _file = await StoreFile.CreateAsync();
        (_sink, var address) = await Sink.StartAsync();
        _shop = await Shop.StartAsync(_file.ConnectionString, address, Nowhere);
        await _shop.DeliverAsync(Deliveries);
        await _shop.IdleAsync(SecondsOfRest);
    }

    public override Task<Measurement> RunOursAsync() => _shop.IdleAsync(Seconds);

    public override async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        await _sink.DisposeAsync();
        _file.Dispose();
        await base.DisposeAsync();
    }
}
