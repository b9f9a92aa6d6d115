using System.Text;
using Spectre.Console;

namespace ShopWebhooks.Cli;

/// <summary>Where a command reads and writes. What is redirected gets plain text, unbroken and without colour, for scripts to read.</summary>
/// <param name="input">Standard input.</param>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="console">Standard output again where a person sees it; null where it is redirected.</param>
internal sealed class Terminal(Stream input, Stream output, TextWriter error, IAnsiConsole? console = null) : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly StreamWriter _writer = new(output, Utf8) { AutoFlush = true };

    public Stream Input => input;

    public TextWriter Output => _writer;

    public TextWriter Error => error;

    public static Terminal OfProcess()
    {
        if (Console.IsOutputRedirected)
        {
            return new Terminal(Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.Error);
        }

        Console.OutputEncoding = Utf8;
        return For(Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.Error, AnsiConsole.Create(new AnsiConsoleSettings()));
    }

    /// <summary>One that a person sees.</summary>
    public static Terminal For(Stream input, Stream output, TextWriter error, IAnsiConsole console)
    {
        // The terminal itself breaks lines, and only as it shows them: a signature that is copied from there stays in one piece.
        console.Profile.Width = int.MaxValue;
        return new Terminal(input, output, error, console);
    }

    public void WriteLine(string text = "", Color? color = null)
    {
        if (console is null)
        {
            _writer.WriteLine(text);
        }
        else
        {
            console.WriteLine(text, new Style(color));
        }
    }

    public void Dispose() => _writer.Dispose();
}
