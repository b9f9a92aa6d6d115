using System.Net;
using System.Net.Sockets;
using ShopWebhooks.Benchmarks.Children;
using ShopWebhooks.Benchmarks.Harness;
using ShopWebhooks.Benchmarks.Storage;

namespace ShopWebhooks.Benchmarks.Backlog;

/// <summary>
/// From a dispatch until its delivery to a healthy endpoint is recorded, while a dead endpoint is owed a million; beside the same shop
/// without the backlog. The 99th percentile.
/// </summary>
/// <remarks>Each run is a process of its own, because what a shop does for its dead endpoint would slow down the other shop as well.</remarks>
internal sealed class BacklogDeliveryBenchmark(MillionOwed backlog, bool isSilent, Goal goal)
    : Benchmark($"backlog, {(isSilent ? "silent" : "refusing")} endpoint: others' p99", goal)
{
    private const int WarmUp = 1000;
    private const int Deliveries = 2000;
    private const string Refusing = "http://127.0.0.1:1/hooks";

    // Connections are made by the operating system, up to so many, and nobody ever takes them.
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);

    private StoreFile _ourFile = null!;
    private StoreFile _limitFile = null!;
    private ChildProcess _sink = null!;
    private string _sinkAddress = "";
    private string _deadAddress = Refusing;

    public override int Rounds => 5;

    public override int WarmUpRounds => 1;

    public override async Task StartAsync()
    {
        _silent.Start(backlog: 64);
        if (isSilent)
        {
            _deadAddress = $"http://{_silent.LocalEndpoint}/hooks";
        }

        (_sink, _sinkAddress) = await Sink.StartAsync();
        _ourFile = await backlog.CopyAsync();
        _limitFile = await StoreFile.CreateAsync();
    }

    public override Task<Measurement> RunOursAsync() => RunAsync(_ourFile);

    public override Task<Measurement> RunLimitAsync() => RunAsync(_limitFile);

    public override async ValueTask DisposeAsync()
    {
        _silent.Dispose();
        await _sink.DisposeAsync();
        _ourFile.Dispose();
        _limitFile.Dispose();
        await base.DisposeAsync();
    }

    private async Task<Measurement> RunAsync(StoreFile file)
    {
        await using var shop = await Shop.StartAsync(file.ConnectionString, _sinkAddress, _deadAddress);
        await shop.DeliverAsync(WarmUp);
        return await shop.DeliverAsync(Deliveries);
    }
}
