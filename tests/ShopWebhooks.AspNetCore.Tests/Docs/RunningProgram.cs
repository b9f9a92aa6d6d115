using System.Diagnostics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>A program as a README shows it, which ends with <c>app.Run()</c> and lets go of nothing: run, found, asked, stopped.</summary>
/// <remarks>
/// The host is found as the test host of ASP.NET Core finds it: by the diagnostic event that tells of every host built. The event comes
/// on the program's own thread, which tells its host from those of other tests, and before the host starts: a program that fails at
/// start disposes its host at once, so that nothing may be asked of it later.
/// </remarks>
internal sealed class RunningProgram : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IAsyncDisposable
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IDisposable> _subscriptions = [];
    private readonly Task _program;
    private Thread? _thread;
    private IHost? _host;

    private RunningProgram(Action<string[]> main, string[] args) => _program = Task.Factory.StartNew(
        () => Run(main, args), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public static async Task<RunningProgram> StartAsync(Action<string[]> main, params string[] args)
    {
        var running = new RunningProgram(main, [.. args, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"]);
        await await Task.WhenAny(running._started.Task, running._program);
        return running;
    }

    public Uri Address => new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public IServiceProvider Services => _host!.Services;

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.Extensions.Hosting" && Thread.CurrentThread == _thread)
        {
            _subscriptions.Add(value.Subscribe(this));
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: "HostBuilt", Value: IHost host } && Thread.CurrentThread == _thread)
        {
            _host = host;
            host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(_started.SetResult);
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
        _host!.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await _program;
    }

    private void Run(Action<string[]> main, string[] args)
    {
        _thread = Thread.CurrentThread;
        using var listeners = DiagnosticListener.AllListeners.Subscribe(this);
        try
        {
            main(args);
        }
        finally
        {
            _subscriptions.ForEach(subscription => subscription.Dispose());
        }
    }
}
