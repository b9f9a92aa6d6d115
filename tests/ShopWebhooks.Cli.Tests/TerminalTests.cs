using System.Text;
using Spectre.Console;

namespace ShopWebhooks.Cli.Tests;

internal sealed class TerminalTests
{
    private static readonly string Long = string.Join(' ', Enumerable.Repeat("word", 100));

    [Test]
    public void What_is_redirected_is_plain_and_in_one_piece()
    {
        using var output = new MemoryStream();
        using var terminal = new Terminal(Stream.Null, output, TextWriter.Null);

        terminal.WriteLine(Long + " [red]é", Color.Red);

        Encoding.UTF8.GetString(output.ToArray()).Should().Be(Long + " [red]é" + Environment.NewLine);
    }

    [Test]
    public void A_person_sees_colour_and_the_line_in_one_piece()
    {
        using var written = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Out = new AnsiConsoleOutput(written),
        });
        using var terminal = Terminal.For(Stream.Null, Stream.Null, TextWriter.Null, console);

        terminal.WriteLine(Long + " [red]", Color.Green);

        written.ToString().Should().Be($"\e[32m{Long} [red]\e[0m{Environment.NewLine}");
    }
}
