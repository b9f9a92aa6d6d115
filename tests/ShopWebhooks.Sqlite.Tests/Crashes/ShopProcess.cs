using System.Diagnostics;
using System.Text;
using ShopWebhooks.Tests.House;

namespace ShopWebhooks.Sqlite.Tests.Crashes;

/// <summary>One life of the shop, from its start to its end, however it ends.</summary>
/// <remarks>The end of its input ends it, so that it does not outlive a test process that dies.</remarks>
internal sealed class ShopProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<string[]> _hear;

    private ShopProcess(ProcessStartInfo start, int life, Action<string[]> hear)
    {
        (Life, _hear) = (life, hear);
        _process = Process.Start(start)!;
        Ended = Task.WhenAll(ReadLinesAsync(), ReadErrorsAsync(), _process.WaitForExitAsync());
    }

    public int Life { get; }

    /// <summary>Completes when it is dead, and all that it said has been heard.</summary>
    public Task Ended { get; }

    public int ExitCode => _process.ExitCode;

    /// <summary>What it logged, and why it ended by itself.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="file">Its SQLite file.</param>
    /// <param name="recipient">Where it sends to.</param>
    /// <param name="life">The number of this start.</param>
    /// <param name="hear">Is told each line that it says, in words.</param>
    public static ShopProcess Start(string file, Uri recipient, int life, Action<string[]>? hear = null)
    {
        // …/bin/Debug/net10.0: the shop was built with the same configuration.
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(
            Repository.Root, "tests", "ShopWebhooks.CrashingShop", "bin", built.Parent!.Name, built.Name, "ShopWebhooks.CrashingShop.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, file, recipient.GetLeftPart(UriPartial.Authority), Lead.Secret, $"{life}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A death of its own is expected too, and leaves nothing behind.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return new ShopProcess(start, life, hear ?? (_ => { }));
    }

    /// <summary>The address for webhooks, as soon as it receives them.</summary>
    public async Task<Uri> ListeningAsync()
    {
        await AwaitAsync(_listening.Task, "address of the shop");
        return await _listening.Task;
    }

    /// <summary>Has it dispatch from now on.</summary>
    public Task LoadAsync() => TellAsync("load");

    /// <summary>Waits until it owes nothing.</summary>
    public async Task DrainAsync()
    {
        _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await TellAsync("drain");
        await AwaitAsync(_idle.Task, "end of what the shop owes");
    }

    /// <summary>Waits until it owes nothing; false when it ends by itself before.</summary>
    public async Task<bool> TryDrainAsync()
    {
        try
        {
            await TellAsync("drain");
        }
        catch (IOException)
        {
            // It has ended already.
        }

        await Patience.AwaitAsync(Task.WhenAny(_idle.Task, Ended), "end of what the shop owes, nor of the shop");
        return _idle.Task.IsCompleted;
    }

    /// <summary>Waits for something that it brings about in this life.</summary>
    public async Task AwaitAsync(Task task, string what)
    {
        await Patience.AwaitAsync(Task.WhenAny(task, Ended), what);
        if (!task.IsCompleted)
        {
            throw new InvalidOperationException(
                $"Life {Life} of the shop ended by itself (exit code {ExitCode}) before there was the {what}. It wrote:\n{Errors}");
        }

        await task;
    }

    /// <summary>SIGKILL: nothing of it runs any more, not for a moment.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await Patience.AwaitAsync(Ended, "end of a killed process");
    }

    /// <summary>Stops it as an operator would.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await Patience.AwaitAsync(Ended, "end of a process that was asked to stop");
    }

    public async ValueTask DisposeAsync()
    {
        if (!Ended.IsCompleted)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task TellAsync(string order)
    {
        await _process.StandardInput.WriteLineAsync(order);
        await _process.StandardInput.FlushAsync();
    }

    private async Task ReadLinesAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            switch (words[0])
            {
                case "listening":
                    _listening.TrySetResult(new Uri(words[1]));
                    break;
                case "idle":
                    _idle.TrySetResult();
                    break;
            }

            _hear(words);
        }
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_errors)
            {
                _errors.Append(line).Append('\n');
            }
        }
    }
}
