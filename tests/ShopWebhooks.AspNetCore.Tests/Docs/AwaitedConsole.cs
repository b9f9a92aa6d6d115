using System.Text;
using System.Threading.Channels;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>Takes the place of the console until it is disposed of, so that a test can await what is written.</summary>
internal sealed class AwaitedConsole : TextWriter
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly TextWriter _console = Console.Out;

    public AwaitedConsole() => Console.SetOut(Synchronized(this));

    public override Encoding Encoding => _console.Encoding;

    public override void WriteLine(string? value) => _lines.Writer.TryWrite(value ?? "");

    /// <summary>The next line that was written, or will be.</summary>
    public async Task<string> NextLineAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await _lines.Reader.ReadAsync(patience.Token);
    }

    protected override void Dispose(bool disposing)
    {
        Console.SetOut(_console);
        base.Dispose(disposing);
    }
}
