using System.IO.Pipelines;

namespace ShopWebhooks.Cli.Tests.Receiving;

/// <summary>The command <c>listen</c> within this process, and what it prints, line by line.</summary>
internal sealed class RunningListener : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _end = new();
    private readonly Pipe _pipe = new();
    private readonly StreamReader _lines;
    private readonly Terminal _terminal;
    private readonly Task<int> _run;

    private RunningListener(string[] options)
    {
        _lines = new StreamReader(_pipe.Reader.AsStream());
        _terminal = new Terminal(Stream.Null, _pipe.Writer.AsStream(), TextWriter.Null);
        _run = RunAsync(options);
    }

    /// <summary>Where it listens, <c>http://127.0.0.1:…/</c>.</summary>
    public Uri Address { get; private set; } = null!;

    public static async Task<RunningListener> StartAsync(params string[] options)
    {
        var listener = new RunningListener(options);
        var first = await listener.LineAsync();
        first.Should().StartWith("Listening on ");
        listener.Address = new Uri(first["Listening on ".Length..]);
        return listener;
    }

    public async Task<string> LineAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _lines.ReadLineAsync(patience.Token) ?? throw new EndOfStreamException("The listener printed no more.");
    }

    /// <summary>The next lines.</summary>
    public async Task<string[]> LinesAsync(int count)
    {
        var lines = new string[count];
        for (var i = 0; i < count; i++)
        {
            lines[i] = await LineAsync();
        }

        return lines;
    }

    /// <summary>Ends it as Ctrl+C does.</summary>
    /// <returns>How it ended.</returns>
    public async Task<int> EndAsync()
    {
        await _end.CancelAsync();
        return await _run.WaitAsync(Patience);
    }

    private async Task<int> RunAsync(string[] options)
    {
        var code = await CommandLine.RunAsync(["listen", .. options], _terminal, _end.Token);
        await _pipe.Writer.CompleteAsync();
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _end.Dispose();
        _lines.Dispose();
        _terminal.Dispose();
    }
}
