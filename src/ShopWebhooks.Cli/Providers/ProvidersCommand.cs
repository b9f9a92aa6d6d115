using System.CommandLine;
using ShopWebhooks.Providers;

namespace ShopWebhooks.Cli.Providers;

/// <summary>Lists the providers, one a line.</summary>
internal static class ProvidersCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("providers", "Lists the providers by name, and how each of them signs.");
        command.SetAction(_ =>
        {
            var width = WebhookProviders.All.Max(provider => provider.Name.Length) + 2;
            foreach (var provider in WebhookProviders.All.OrderBy(provider => provider.Name, StringComparer.Ordinal))
            {
                terminal.WriteLine(provider.Name.PadRight(width) + SchemeDescription.Of(provider));
            }

            return ExitCode.Success;
        });
        return command;
    }
}
