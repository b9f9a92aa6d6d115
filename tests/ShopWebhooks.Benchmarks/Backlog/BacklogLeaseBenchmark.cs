using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Benchmarks.Children;
using ShopWebhooks.Benchmarks.Harness;
using ShopWebhooks.Benchmarks.Storage;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Benchmarks.Backlog;

/// <summary>
/// A lease for a healthy endpoint that is owed nothing and a dead one that is owed a million; beside the same where the dead one is owed
/// no more than it has room for. What was leased is given back untimed.
/// </summary>
internal sealed class BacklogLeaseBenchmark(MillionOwed backlog, bool isPaused, Goal goal)
    : Benchmark($"backlog, {(isPaused ? "paused" : "failing")} endpoint: lease", goal)
{
    private const int Room = 16;
    private const int Leases = 1000;
    private const double Median = 0.5;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(45);

    private StoreFile _ourFile = null!;
    private StoreFile _limitFile = null!;
    private ServiceProvider _ours = null!;
    private ServiceProvider _limit = null!;

    public override async Task StartAsync()
    {
        _ourFile = await backlog.CopyAsync();
        _limitFile = await StoreFile.CreateAsync();
        using (var store = new HandWrittenStore(_limitFile.ConnectionString, Shop.DeadEndpoint))
        {
            store.Commit(Room, MillionOwed.Payload);
        }

        _ours = await OpenAsync(_ourFile);
        _limit = await OpenAsync(_limitFile);
    }

    public override Task<Measurement> RunOursAsync() => RunAsync(_ours);

    public override Task<Measurement> RunLimitAsync() => RunAsync(_limit);

    public override async ValueTask DisposeAsync()
    {
        await _ours.DisposeAsync();
        await _limit.DisposeAsync();
        _ourFile.Dispose();
        _limitFile.Dispose();
        await base.DisposeAsync();
    }

    private async Task<ServiceProvider> OpenAsync(StoreFile file)
    {
        var provider = await file.OpenAsync();
        EndpointChange[] changes =
        [
            new(Shop.HealthyEndpoint) { PauseFor = TimeSpan.Zero },
            new(Shop.DeadEndpoint) { PauseFor = isPaused ? TimeSpan.FromHours(1) : TimeSpan.Zero },
        ];
        await provider.GetRequiredService<IWebhookStore>().ChangeEndpointsAsync(changes, CancellationToken.None);
        return provider;
    }

    private async Task<Measurement> RunAsync(ServiceProvider provider)
    {
        var store = provider.GetRequiredService<IWebhookStore>();
        LaneRoom[] lanes = [new(Shop.DeadEndpoint, Room, Duration), new(Shop.HealthyEndpoint, Room, Duration)];
        LeaseBatch batch = null!;
        var leased = 0;
        var measurement = await Measurement.TakeEachAsync(
            Leases,
            Median,
            async () => batch = await store.LeaseAsync(new LeaseRequest(lanes, FirstToken: 1, Limit: 256), CancellationToken.None),
            async () =>
            {
                leased += batch.Deliveries.Count;
                await store.ReleaseAsync([.. batch.Deliveries.Select(delivery => delivery.Lease)], TimeSpan.Zero, CancellationToken.None);
            });
        Check.AllOf(isPaused ? 0 : Leases * Room, leased);
        return measurement;
    }
}
