using System.CommandLine;
using ShopWebhooks.Cli.Providers;
using ShopWebhooks.Cli.Signing;

namespace ShopWebhooks.Cli.Receiving;

/// <summary>Receives webhooks on this machine and prints them until it is ended.</summary>
internal static class ListenCommand
{
    public static Command Create(Terminal terminal)
    {
        var port = NumberOption.Create("--port", "N", "The port on 127.0.0.1; a free one without it, or with 0.", 0, ushort.MaxValue);
        var provider = new ProviderOption(isRequired: false);
        var secrets = new SecretOption();
        var url = UrlOption.Create(
            "The public URL of a tunnel that leads here, for providers that sign it; without it, the one that a request comes to.");
        var command = new Command("listen", "Receives webhooks at any path of a local address, and prints each with the verdict.") { port, url };
        provider.AddTo(command);
        secrets.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var sender = provider.Read(parsed);
            var given = secrets.ReadTexts(parsed, sender);
            var made = given.Count == 0 ? SecretText.New(sender) : null;
            var listener = new Listener(terminal)
            {
                Port = (int)(parsed.GetValue(port) ?? 0),
                Provider = sender,
                Secrets = made is null ? given : [made],
                PublicUrl = UrlOption.Read(parsed, url),
            };
            return await listener.RunAsync(
                address =>
                {
                    terminal.WriteLine($"Listening on {address}");
                    terminal.WriteLine($"Provider: {sender.Name}");
                    if (made is not null)
                    {
                        terminal.WriteLine($"Secret: {made}");
                    }
                },
                cancellationToken);
        });
        return command;
    }
}
