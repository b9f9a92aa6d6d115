using System.CommandLine;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Signing;

/// <summary>Prints a new secret alone.</summary>
internal static class KeygenCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("keygen", "Prints a new secret of 32 random bytes, whsec_ and their base64, alone on its line.");
        command.SetAction(_ =>
        {
            terminal.WriteLine(WebhookSecret.Generate().Reveal());
            return ExitCode.Success;
        });
        return command;
    }
}
