using System.Diagnostics;
using System.Text;

namespace ShopWebhooks.Tests.House;

/// <summary>Runs a command as a person would, apart from the one that runs these tests.</summary>
internal static class Command
{
    /// <summary>Runs to the end; a code other than 0 fails the test with what was printed.</summary>
    /// <returns>What was printed.</returns>
    public static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        var start = Prepare(folder, program, arguments);
        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var kill = patience.Token.Register(() => process.Kill(entireProcessTree: true));
        await process.WaitForExitAsync();

        var printed = output.ToString();
        process.ExitCode.Should().Be(0, "{0} {1} printed\n{2}", program, string.Join(' ', arguments), printed);
        return printed;
    }

    /// <summary>A process whose output is read, in an environment of its own.</summary>
    public static ProcessStartInfo Prepare(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What the outer build tells its own children would make this one use its settings; and a build server that outlives the command
        // would keep the pipes open.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        return start;
    }

    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
        {
            output.Append(line).Append('\n');
        }
    }
}
