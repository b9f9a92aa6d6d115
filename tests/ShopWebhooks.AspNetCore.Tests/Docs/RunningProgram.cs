using System.Diagnostics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>A program as a README shows it, which ends with <c>app.Run()</c> and lets go of nothing: run, found, asked, stopped.</summary>
/// <remarks>The host is found as the test host of ASP.NET Core finds it: by the diagnostic event that tells of every host built.</remarks>
internal sealed class RunningProgram : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IAsyncDisposable
{
    private readonly TaskCompletionSource<IHost> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _program;
    private readonly List<IDisposable> _subscriptions = [];

    private RunningProgram(Action<string[]> main, string[] args)
    {
        using (DiagnosticListener.AllListeners.Subscribe(this))
        {
            _program = Task.Factory.StartNew(
                () => main(args), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            Task.WaitAny(_built.Task, _program);
        }

        _subscriptions.ForEach(subscription => subscription.Dispose());
    }

    public static async Task<RunningProgram> StartAsync(Action<string[]> main, params string[] args)
    {
        var running = new RunningProgram(main, [.. args, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"]);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (running._built.Task.IsCompleted)
        {
            var host = await running._built.Task;
            host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(started.SetResult);
        }

        await await Task.WhenAny(started.Task, running._program);
        return running;
    }

    public Uri Address => new(_built.Task.Result.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!
        .Addresses.Single());

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.Extensions.Hosting")
        {
            _subscriptions.Add(value.Subscribe(this));
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: "HostBuilt", Value: IHost host })
        {
            _built.TrySetResult(host);
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    public async ValueTask DisposeAsync()
    {
        _built.Task.Result.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await _program;
    }
}
