using System.CommandLine;
using System.Text;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Signing;

/// <summary>Prints the header lines of a signature; where it is in the body, the signed body.</summary>
internal static class SignCommand
{
    private const string ContentType = "Content-Type";

    public static Command Create(Terminal terminal)
    {
        var request = new RequestOptions();
        var id = new Option<string?>("--id") { Description = "The id of the message, where it is signed; a new one without it.", HelpName = "I" };
        var timestamp = NumberOption.CreateTime("--timestamp", "T", "The time of the signature in Unix seconds, where it is signed; now without it.");
        var command = new Command(
            "sign", "Prints the headers of a signature, one 'Name: value' a line, and nothing else; or the body, where the signature is in it.")
        {
            id, timestamp,
        };
        request.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var provider = request.Provider(parsed);
            Signature.CheckThatItCanBeMade(provider);
            var secrets = request.Secrets(parsed, provider);
            var time = NumberOption.ReadTime(parsed, timestamp);
            var read = await request.ReadAsync(parsed, provider, terminal, cancellationToken);
            var givenId = parsed.GetValue(id);
            var signature = Make(provider, secrets, read, givenId ?? MessageId.New(), time);
            if (givenId is not null && signature.Lines.All(line => line.Value != givenId))
            {
                await terminal.Error.WriteLineAsync($"--id is left out: {provider.Name} signs no id.");
            }

            foreach (var (name, value) in signature.Lines)
            {
                terminal.WriteLine($"{name}: {value}");
            }

            // Where the signature is in the body, what is to be sent is the body.
            if (signature.Lines.Count == 0)
            {
                terminal.WriteLine(Encoding.UTF8.GetString(signature.Body));
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Signature Make(
        WebhookProvider provider, IReadOnlyList<WebhookSecret> secrets, in WebhookRequest<WebhookHeaders> request, string id, DateTimeOffset time)
    {
        var webhook = new OutgoingWebhook(id, time, request.Body.Span) { Method = request.Method, Url = request.PublicUrl };
        var signature = Signature.Make(provider, secrets, webhook);

        // Twilio and Mandrill: without the hash in the URL, what was signed is a form, which nobody takes where the content type is another.
        KeyValuePair<string, string>[] type = request.Headers.Find(ContentType, out var value) > 0 ? [new(ContentType, value!)] : [];
        var signed = new WebhookRequest<WebhookHeaders>(
            request.Method, request.PublicUrl, new WebhookHeaders([.. type, .. signature.Lines]), signature.Body);
        var verifier = new WebhookVerifier(provider.Scheme, secrets) { TimeProvider = new StoppedClock(time) };
        return verifier.Verify(signed).Failure == VerificationFailure.SignatureMismatch
            ? throw new UsageException(
                $"{provider.Name} signs no such body: of what is no form, its URL has the SHA-256, bodySHA256=hex; write that into --url.")
            : signature;
    }
}
