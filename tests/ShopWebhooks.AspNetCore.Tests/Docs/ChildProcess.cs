using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using ShopWebhooks.Tests.House;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>A sample as a process of its own, started from its build output: what it writes, how it ends.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _written = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private ChildProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Write(line.Data);
        _process.ErrorDataReceived += (_, line) => Write(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>All that it has written so far, for the message of a failed assertion too.</summary>
    public string Written
    {
        get
        {
            lock (_written)
            {
                return _written.ToString();
            }
        }
    }

    /// <summary>Starts it in a folder, which is where it keeps what it keeps.</summary>
    public static ChildProcess Start(string sample, DirectoryInfo folder, params string[] arguments)
    {
        // …/bin/Debug/net10.0: the sample was built with the same configuration.
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        var output = Path.Combine("bin", built.Parent!.Name, built.Name, $"{sample}.dll");
        return new ChildProcess(new ProcessStartInfo("dotnet", ["exec", Path.Combine(Repository.Root, "samples", sample, output), .. arguments])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
    }

    /// <summary>The next line that fits, or what was written when the process ends without one.</summary>
    public async Task<string> LineAsync(Predicate<string> fits)
    {
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var line in _lines.Reader.ReadAllAsync(patience.Token))
        {
            if (fits(line))
            {
                return line;
            }
        }

        throw new InvalidDataException($"The process ended without the line. It wrote:\n{Written}");
    }

    public async Task<int> ExitCodeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Ends it at once, in the middle of whatever it does.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Write(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_written)
        {
            _written.Append(line).Append('\n');
        }

        _lines.Writer.TryWrite(line);
    }
}
