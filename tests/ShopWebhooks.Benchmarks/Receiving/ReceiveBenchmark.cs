using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ShopWebhooks.AspNetCore;
using ShopWebhooks.Benchmarks.Children;
using ShopWebhooks.Benchmarks.Harness;
using ShopWebhooks.Events;

namespace ShopWebhooks.Benchmarks.Receiving;

/// <summary>
/// Until the last answer, or the last call of a typed handler that does nothing; beside an endpoint that only reads and verifies, until
/// its last answer.
/// </summary>
internal sealed class ReceiveBenchmark(bool isHandled, Goal goal)
    : Benchmark($"receive 1,024 bytes, until {(isHandled ? "handled" : "answered")}", goal)
{
    private const int Requests = 20_000;
    private const string Source = "shopbotly";

    private WebApplication _server = null!;
    private ChildProcess _load = null!;
    private TaskCompletionSource _allHandled = new();
    private int _handled;

    public override int WarmUpRounds => 4;

    public override async Task StartAsync()
    {
        var builder = LoopbackServer.CreateBuilder();
        var webhooks = builder.Services.AddShopWebhooks().AddSource(Source, source => source.AddSecret(LoadGenerator.Secret.Reveal()));
        if (isHandled)
        {
            webhooks.On<NewOrder>((_, _, _) => Handle());
        }

        _server = builder.Build();
        _server.MapShopWebhooks("/webhooks/{source}");
        _server.MapPost("/by-hand/{source}", (RequestDelegate)HandWrittenEndpoint.ReceiveAsync);
        await _server.StartAsync();
        _load = ChildProcess.Start(LoadGenerator.Role, LoopbackServer.PortOf(_server).ToString(CultureInfo.InvariantCulture));
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
        await base.DisposeAsync();
    }

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
