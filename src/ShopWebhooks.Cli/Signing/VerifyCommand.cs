using System.CommandLine;
using ShopWebhooks.Signing;
using Spectre.Console;

namespace ShopWebhooks.Cli.Signing;

/// <summary>Verifies a request, and explains what is wrong with it.</summary>
internal static class VerifyCommand
{
    // A hundred years.
    private const long MostSeconds = 3_155_760_000;

    public static Command Create(Terminal terminal)
    {
        var request = new RequestOptions();
        var now = NumberOption.CreateTime("--now", "UNIX", "The present in Unix seconds; the real one without it.");
        var tolerance = NumberOption.Create(
            "--tolerance", "SECONDS", "How far the signed time may be from the present; as far as the provider says without it.", 1, MostSeconds);
        var command = new Command("verify", "Prints valid and ends with 0, or the reason why it is not, explains it, and ends with 1.") { now, tolerance };
        request.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var provider = request.Provider(parsed);
            var secrets = request.Secrets(parsed, provider);
            var time = NumberOption.ReadTime(parsed, now);
            var verifier = new WebhookVerifier(provider.Scheme, secrets)
            {
                Tolerance = parsed.GetValue(tolerance) is { } seconds ? TimeSpan.FromSeconds(seconds) : provider.Scheme.Tolerance,
                TimeProvider = new StoppedClock(time),
            };
            var read = await request.ReadAsync(parsed, provider, terminal, cancellationToken);
            var result = verifier.Verify(read);
            if (result.Failure is not { } failure)
            {
                terminal.WriteLine("valid", Color.Green);
                return ExitCode.Success;
            }

            terminal.WriteLine($"{failure}", Color.Red);
            terminal.WriteLine();
            foreach (var line in new Explanation(provider, verifier).Of(failure, read, time))
            {
                terminal.WriteLine(line);
            }

            if (WayOut(failure) is { } option)
            {
                terminal.WriteLine(option);
            }

            return ExitCode.Failure;
        });
        return command;
    }

    private static string? WayOut(VerificationFailure failure) => failure switch
    {
        VerificationFailure.MissingHeader => "Give each header line of the request with --header 'Name: value'.",
        VerificationFailure.TimestampTooOld or VerificationFailure.TimestampTooNew =>
            "Give --now with the time at which the request came, in Unix seconds, or a longer --tolerance.",
        _ => null,
    };
}
