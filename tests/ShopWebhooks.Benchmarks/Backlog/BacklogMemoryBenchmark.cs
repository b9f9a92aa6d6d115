using ShopWebhooks.Benchmarks.Children;
using ShopWebhooks.Benchmarks.Harness;
using ShopWebhooks.Benchmarks.Storage;

namespace ShopWebhooks.Benchmarks.Backlog;

/// <summary>
/// The most memory that a shop has resident whose dead endpoint is owed a million, while it fails to deliver them, delivers others, and is
/// asked what it owes; beside the memory that it may have.
/// </summary>
internal sealed class BacklogMemoryBenchmark(MillionOwed backlog, Goal goal)
    : BudgetBenchmark("backlog: resident memory, of 300 MiB", new Measurement(1, TimeSpan.Zero, TimeSpan.Zero, 300 * 1024 * 1024), goal)
{
    private const int Deliveries = 5000;
    private const string Refusing = "http://127.0.0.1:1/hooks";

    private StoreFile _file = null!;
    private ChildProcess _sink = null!;
    private string _sinkAddress = "";

    public override async Task StartAsync()
    {
        (_sink, _sinkAddress) = await Sink.StartAsync();
        _file = await backlog.CopyAsync();
    }

    public override async Task<Measurement> RunOursAsync()
    {
        await using var shop = await Shop.StartAsync(_file.ConnectionString, _sinkAddress, Refusing);
        await shop.DeliverAsync(Deliveries);
        await shop.LookAsync();
        return await shop.PeakMemoryAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _sink.DisposeAsync();
        _file.Dispose();
        await base.DisposeAsync();
    }
}
