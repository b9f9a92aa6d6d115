using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ShopWebhooks.AspNetCore;
using ShopWebhooks.Benchmarks.Children;
using ShopWebhooks.Benchmarks.Harness;
using ShopWebhooks.Benchmarks.Storage;
using ShopWebhooks.Events;
using ShopWebhooks.Sqlite;

namespace ShopWebhooks.Benchmarks.Receiving;

/// <summary>
/// Until the last answer, or the last call of a typed handler that does nothing; beside an endpoint that only reads and verifies, and
/// with SQLite inserts, until its last answer.
/// </summary>
internal sealed class ReceiveBenchmark(bool isHandled, bool inSqlite, int connections, Goal goal)
    : Benchmark($"receive 1,024 bytes, until {(isHandled ? "handled" : "answered")}{(inSqlite ? ", SQLite" : "")}", goal)
{
    private const int Requests = 20_000;
    private const string Source = "shopbotly";

    private StoreFile? _ourFile;
    private StoreFile? _limitFile;
    private HandWrittenInbox? _inbox;
    private WebApplication _server = null!;
    private ChildProcess _load = null!;
    private TaskCompletionSource _allHandled = new();
    private int _handled;

    public override int WarmUpRounds => 4;

    public override async Task StartAsync()
    {
        var builder = LoopbackServer.CreateBuilder();
        var webhooks = builder.Services.AddShopWebhooks().AddSource(Source, source => source.AddSecret(LoadGenerator.Secret.Reveal()));
        if (inSqlite)
        {
            _ourFile = await StoreFile.CreateAsync();
            webhooks.UseSqlite(_ourFile.ConnectionString);
            _limitFile = await StoreFile.CreateAsync();
            _inbox = new HandWrittenInbox(_limitFile.ConnectionString);
        }

        if (isHandled)
        {
            webhooks.On<NewOrder>((_, _, _) => Handle());
        }

        _server = builder.Build();
        _server.MapShopWebhooks("/webhooks/{source}");
        _server.MapPost("/by-hand/{source}", (RequestDelegate)new HandWrittenEndpoint(_inbox).ReceiveAsync);
        await _server.StartAsync();
        _load = ChildProcess.Start(LoadGenerator.Role, Text(LoopbackServer.PortOf(_server)), Text(connections));
    }

    public override async Task<Measurement> RunOursAsync()
    {
        _handled = 0;
        _allHandled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return await RunAsync($"/webhooks/{Source}", isHandled ? _allHandled.Task : Task.CompletedTask);
    }

    public override Task<Measurement> RunLimitAsync() => RunAsync($"/by-hand/{Source}", Task.CompletedTask);

    public override async ValueTask DisposeAsync()
    {
        await _load.DisposeAsync();
        await _server.DisposeAsync();
        _inbox?.Dispose();
        _ourFile?.Dispose();
        _limitFile?.Dispose();
        await base.DisposeAsync();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<Measurement> RunAsync(string path, Task handled)
    {
        await _load.AskAsync(string.Create(CultureInfo.InvariantCulture, $"{Requests} {path}"));
        var accepted = 0;
        var measurement = await Measurement.TakeAsync(Requests, async () =>
        {
            accepted = int.Parse(await _load.AskAsync("go"), CultureInfo.InvariantCulture);
            Check.AllOf(Requests, accepted);
            await handled;
        });
        return measurement;
    }

    private Task Handle()
    {
        if (Interlocked.Increment(ref _handled) == Requests)
        {
            _allHandled.SetResult();
        }

        return Task.CompletedTask;
    }
}
