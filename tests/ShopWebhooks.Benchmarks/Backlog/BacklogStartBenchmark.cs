using ShopWebhooks.Benchmarks.Children;
using ShopWebhooks.Benchmarks.Harness;
using ShopWebhooks.Benchmarks.Storage;

namespace ShopWebhooks.Benchmarks.Backlog;

/// <summary>The start of a host, in a new process, on a file that a million are owed from; beside the time that it may take.</summary>
internal sealed class BacklogStartBenchmark(MillionOwed backlog, Goal goal)
    : BudgetBenchmark("backlog: start of the host, of 2 s", new Measurement(1, TimeSpan.FromSeconds(2), TimeSpan.Zero, 0), goal)
{
    private const string Nowhere = "http://127.0.0.1:1/hooks";

    private StoreFile _file = null!;

    public override int Rounds => 5;

    public override async Task StartAsync() => _file = await backlog.CopyAsync();

    public override async Task<Measurement> RunOursAsync()
    {
        await using var shop = await Shop.StartAsync(_file.ConnectionString, Nowhere, Nowhere);
        return shop.StartUp;
    }

    public override async ValueTask DisposeAsync()
    {
        _file.Dispose();
        await base.DisposeAsync();
    }
}
