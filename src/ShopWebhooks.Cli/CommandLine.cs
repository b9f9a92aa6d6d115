using System.CommandLine;
using System.CommandLine.Help;
using ShopWebhooks.Cli.Delivery;
using ShopWebhooks.Cli.Providers;
using ShopWebhooks.Cli.Receiving;
using ShopWebhooks.Cli.Signing;

namespace ShopWebhooks.Cli;

/// <summary>The tool: its commands, and how they end.</summary>
internal static class CommandLine
{
    private const string Name = "shopwebhooks";

    // What follows an option is its value, whatever it looks like: no file of arguments behind '@', no bundle of letters behind '-'.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    /// <summary>Runs one command.</summary>
    /// <param name="args">What was typed, without the tool's name.</param>
    /// <param name="terminal">Where it reads and writes.</param>
    /// <param name="cancellationToken">Ends it, as Ctrl+C does.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        try
        {
            var parsed = Create(terminal).Parse(args, Parsing);
            if (parsed.Errors.Count > 0)
            {
                var command = parsed.CommandResult.Command.Name;
                await terminal.Error.WriteLineAsync(WrongUsage.Of(parsed));
                await terminal.Error.WriteLineAsync($"See {(command == Name ? Name : $"{Name} {command}")} --help.");
                return ExitCode.Usage;
            }

            var invocation = new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (UsageException exception)
        {
            await terminal.Error.WriteLineAsync(exception.Message);
            return ExitCode.Usage;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception exception)
        {
            // Whatever it is, a full disk or a fault of the tool's: a stack trace helps nobody who calls a command.
            await terminal.Error.WriteLineAsync($"This failed: {exception.Message.ReplaceLineEndings(" ")}");
            return ExitCode.Failure;
        }
    }

    private static Command Create(Terminal terminal) => new(Name, "Signs, verifies, sends and receives webhooks of every provider that ShopWebhooks knows.")
    {
        new HelpOption("--help", "-h", "-?"),
        new VersionOption(),
        ProvidersCommand.Create(terminal),
        KeygenCommand.Create(terminal),
        SignCommand.Create(terminal),
        VerifyCommand.Create(terminal),
        SendCommand.Create(terminal),
        ListenCommand.Create(terminal),
    };
}
