using System.Text;

namespace ShopWebhooks.Cli.Tests;

/// <summary>One run of the tool within this process: what it was given on standard input, how it ended, what it wrote.</summary>
internal sealed record Run(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of standard output.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<Run> AsyncOf(params string[] args) => WithInputAsync([], args);

    public static async Task<Run> WithInputAsync(byte[] input, params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        using var terminal = new Terminal(new MemoryStream(input), output, error);
        terminal.Output.NewLine = "\n";
        var code = await CommandLine.RunAsync(args, terminal);
        return new Run(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
