using System.Diagnostics;
using System.Globalization;

namespace ShopWebhooks.Benchmarks.Children;

/// <summary>The other end of the wire, in a process of its own, so that its memory and processor time are not taken for ours.</summary>
/// <remarks>
/// It is this program again, told its role by the arguments. Parent and child talk in lines, over the child's input and output; the end
/// of its input ends the child, so that it does not outlive a parent that dies.
/// </remarks>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>The first argument of a child; the second one is its role.</summary>
    public const string Argument = "--child";

    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public static ChildProcess Start(params string[] roleAndArguments)
    {
        var program = Path.ChangeExtension(typeof(ChildProcess).Assembly.Location, OperatingSystem.IsWindows() ? "exe" : null);
        var process = Process.Start(new ProcessStartInfo(program, [Argument, .. roleAndArguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return new ChildProcess(process);
    }

    /// <summary>Does the work of a child until its input ends.</summary>
    public static Task RunAsync(string[] roleAndArguments) => roleAndArguments switch
    {
        [Sink.Role] => Sink.RunAsync(),
        [LoadGenerator.Role, var port, var connections] => LoadGenerator.RunAsync(Number(port), Number(connections)),
        [Shop.Role, var connectionString, var healthyAddress, var deadAddress] => Shop.RunAsync(connectionString, healthyAddress, deadAddress),
        [Neighbours.Role, var connectionString, var healthyAddress, var count] =>
            Neighbours.RunAsync(connectionString, healthyAddress, Number(count)),
        _ => throw new ArgumentException($"'{string.Join(' ', roleAndArguments)}' is not the role of a child.", nameof(roleAndArguments)),
    };

    public async Task<string> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync()
        ?? throw new InvalidOperationException("The child process ended; there is nothing to compare.");

    /// <summary>Writes a line, and reads the one that answers it.</summary>
    public async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        return await ReadLineAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int Number(string argument) => int.Parse(argument, CultureInfo.InvariantCulture);
}
