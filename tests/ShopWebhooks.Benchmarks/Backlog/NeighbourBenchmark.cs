using ShopWebhooks.Benchmarks.Children;
using ShopWebhooks.Benchmarks.Harness;
using ShopWebhooks.Benchmarks.Storage;

namespace ShopWebhooks.Benchmarks.Backlog;

/// <summary>
/// From the start of a shop until what its healthy endpoint is owed has been delivered and recorded, while a dead and a slow one (five
/// seconds) are owed as much; beside the same shop that owes them nothing.
/// </summary>
internal sealed class NeighbourBenchmark(Goal goal) : Benchmark("backlog, dead and slow neighbours: 10,000 for the healthy one", goal)
{
    private const int Deliveries = 10_000;

    private ChildProcess _sink = null!;
    private string _sinkAddress = "";
    private StoreFile _ourFile = null!;
    private StoreFile _limitFile = null!;

    public override int Rounds => 5;

    public override int WarmUpRounds => 1;

    public override async Task StartAsync()
    {
        (_sink, _sinkAddress) = await Sink.StartAsync();
        _ourFile = await Neighbours.OweAsync(Deliveries, toHealthyAlone: false);
        _limitFile = await Neighbours.OweAsync(Deliveries, toHealthyAlone: true);
    }

    public override Task<Measurement> RunOursAsync() => RunAsync(_ourFile);

    public override Task<Measurement> RunLimitAsync() => RunAsync(_limitFile);

    public override async ValueTask DisposeAsync()
    {
        await _sink.DisposeAsync();
        _ourFile.Dispose();
        _limitFile.Dispose();
        await base.DisposeAsync();
    }

    private async Task<Measurement> RunAsync(StoreFile owed)
    {
        using var file = owed.Copy();
        return await Neighbours.DeliverAsync(file.ConnectionString, _sinkAddress, Deliveries);
    }
}
