using System.CommandLine;
using System.Globalization;
using ShopWebhooks.Cli.Providers;
using ShopWebhooks.Cli.Signing;
using ShopWebhooks.Storage;
using Spectre.Console;

namespace ShopWebhooks.Cli.Delivery;

/// <summary>Sends one webhook, once, and tells what came back.</summary>
internal static class SendCommand
{
    public static Command Create(Terminal terminal)
    {
        var to = new Option<string?>("--to") { Description = "Where to send it.", HelpName = "URL", Required = true };
        var secrets = new SecretOption();
        var url = UrlOption.Create("The URL to sign where it is another than --to, as for a receiver behind a proxy; for providers that sign it.");
        var eventType = new Option<string?>("--event") { Description = "The event type, where the body does not name it already.", HelpName = "TYPE" };
        var provider = new ProviderOption(isRequired: false);
        var allow = new Option<bool>("--allow-private-networks")
        {
            Description = "Sends to this machine and into private networks, too, and over plain http.",
        };
        var body = new BodyOptions();
        var command = new Command("send", "Sends one webhook, once, and ends with 0 when it is delivered.") { to, url, eventType, allow };
        provider.AddTo(command);
        secrets.AddTo(command);
        body.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var signedBy = provider.Read(parsed);
            Signature.CheckThatItCanBeMade(signedBy);
            var address = UrlOption.Read(parsed, to)!;
            var parcel = new Parcel
            {
                Address = address,
                SignedUrl = UrlOption.Read(parsed, url) ?? address,
                Provider = signedBy,
                Secrets = secrets.ReadRequired(parsed, signedBy),
                AllowPrivateNetworks = parsed.GetValue(allow),
                Body = await body.ReadAsync(parsed, terminal.Input, cancellationToken),
            };
            var named = parsed.GetValue(eventType) is { } type ? EventNaming.Name(parcel, type) : parcel;
            return Tell(await named.SendAsync(cancellationToken), terminal);
        });
        return command;
    }

    private static int Tell(DeliveryAttempt attempt, Terminal terminal)
    {
        var isDelivered = attempt.Outcome == AttemptOutcome.Delivered;
        terminal.WriteLine(isDelivered ? "delivered" : "not delivered", isDelivered ? Color.Green : Color.Red);
        terminal.WriteLine();
        terminal.WriteLine($"status    {attempt.StatusCode?.ToString(CultureInfo.InvariantCulture) ?? "none"}");
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"duration  {attempt.Duration.TotalMilliseconds:0} ms"));
        if (attempt.Error is { } error)
        {
            terminal.WriteLine($"error     {error}");
        }

        terminal.WriteLine($"decision  {attempt.Decision}");

        // Kept without the characters that would move the cursor.
        if (attempt.Response is { Length: > 0 } response)
        {
            terminal.WriteLine();
            terminal.WriteLine(response);
        }

        return isDelivered ? ExitCode.Success : ExitCode.Failure;
    }
}
