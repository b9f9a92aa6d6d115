using System.CommandLine;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Signing;

/// <summary>Prints the header lines of a signature; or the signed body, where the provider has its signature there.</summary>
internal static class SignCommand
{
    public static Command Create(Terminal terminal)
    {
        var request = new RequestOptions();
        var id = new Option<string?>("--id") { Description = "The id of the message, where it is signed; a new one without it.", HelpName = "I" };
        var timestamp = NumberOption.CreateTime("--timestamp", "T", "The time of the signature in Unix seconds; now without it.");
        var command = new Command("sign", "Prints the headers of a signature, one 'Name: value' a line; or the body, for providers that sign within it.") { id, timestamp };
        request.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var provider = request.Provider(parsed);
            var signer = CreateSigner(provider, request.Secrets(parsed, provider));
            var time = NumberOption.ReadTime(parsed, timestamp);
            var read = await request.ReadAsync(parsed, provider, terminal, cancellationToken);
            Sign(signer, read, parsed.GetValue(id) ?? MessageId.New(), time, terminal);

            return ExitCode.Success;
        });
        return command;
    }

    /// <exception cref="UsageException">Only the provider can sign.</exception>
    public static WebhookSigner CreateSigner(WebhookProvider provider, IReadOnlyList<WebhookSecret> secrets) => provider.Scheme.CanSign
        ? new WebhookSigner(provider.Scheme, secrets)
        : throw new UsageException($"Only {provider.Name} itself can sign, with a key that it keeps to itself; 'shopwebhooks verify' checks what it sent.");

    private static void Sign(WebhookSigner signer, in WebhookRequest<WebhookHeaders> request, string id, DateTimeOffset time, Terminal terminal)
    {
        try
        {
            var webhook = new OutgoingWebhook(id, time, request.Body.Span) { Method = request.Method, Url = request.PublicUrl };
            var headers = signer.Sign(webhook);
            foreach (var (name, value) in headers)
            {
                terminal.WriteLine($"{name}: {value}");
            }

            // The signature is in the body then; not a byte is added to it.
            if (headers.Count == 0)
            {
                terminal.Write(signer.SignBody(webhook));
            }
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(exception.Message.Split(" (Parameter")[0]);
        }
    }
}
