using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
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
        var key = new KeyOption();
        var command = new Command("verify", "Prints valid and ends with 0, or the reason why it is not, explains it, and ends with 1.")
        {
            now, tolerance,
        };
        key.AddTo(command);
        request.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var provider = request.Provider(parsed);
            var keyText = await key.ReadAsync(parsed, provider, cancellationToken);
            var secrets = keyText is null || provider.Scheme.FetchesKey
                ? request.Secrets(parsed, provider)
                : [WebhookSecret.Parse(keyText, provider.Scheme.SecretFormat)];
            var time = NumberOption.ReadTime(parsed, now);
            var verifier = new WebhookVerifier(provider.Scheme, secrets)
            {
                Tolerance = parsed.GetValue(tolerance) is { } seconds ? TimeSpan.FromSeconds(seconds) : provider.Scheme.Tolerance,
                TimeProvider = new StoppedClock(time),
            };
            var read = await request.ReadAsync(parsed, provider, terminal, cancellationToken);
            using var services = new ServiceCollection().AddShopWebhooks().Services.BuildServiceProvider();
            var keys = keyText is null ? services.GetRequiredService<IWebhookKeyFetcher>() : new KeyFile(keyText);
            var result = await verifier.VerifyAsync(read, keys, cancellationToken);
            if (result.Failure is not { } failure)
            {
                terminal.WriteLine("valid", Color.Green);
                return ExitCode.Success;
            }

            terminal.WriteLine($"{failure}", Color.Red);
            terminal.WriteLine();
            foreach (var line in Explanation.Of(failure, provider, read, verifier, time))
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
