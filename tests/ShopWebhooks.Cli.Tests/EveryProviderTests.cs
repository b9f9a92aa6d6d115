using ShopWebhooks.Cli.Tests.Receiving;
using ShopWebhooks.Providers;

namespace ShopWebhooks.Cli.Tests;

internal sealed class EveryProviderTests
{
    private static IEnumerable<string> Symmetric => WebhookProviders.All.Where(provider => provider.Scheme.CanSign).Select(provider => provider.Name);

    [TestCaseSource(nameof(Symmetric))]
    public async Task What_is_sent_with_the_secret_that_listen_has_made_has_the_right_signature(string provider)
    {
        await using var listener = await RunningListener.StartAsync("--provider", provider);
        var secret = (await listener.LinesAsync(2))[1].Split(": ")[1];
        string[] send = ["send", "--to", listener.Address.ToString(), "--provider", provider, "--allow-private-networks", "--body", BodyOf(provider)];

        await Run.AsyncOf([.. send, "--secret", secret]);
        await Run.AsyncOf([.. send, "--secret", OtherThan(secret)]);

        // The body is not what every provider sends, which is judged only of what is signed rightly.
        (await TitleAsync(listener)).Should().MatchRegex(" POST /  (valid|MalformedPayload|handshake)$");
        (await TitleAsync(listener)).Should().EndWith(" POST /  SignatureMismatch");
    }

    private static async Task<string> TitleAsync(RunningListener listener)
    {
        while (true)
        {
            if (await listener.LineAsync() is var line && line.Contains(" POST /  ", StringComparison.Ordinal))
            {
                return line;
            }
        }
    }

    private static string BodyOf(string provider) => provider switch
    {
        "adyen" => """{"notificationItems":[{"NotificationRequestItem":{"eventCode":"AUTHORISATION"}}]}""",
        "microsoft-graph" => """{"value":[{"changeType":"updated"}]}""",
        "mandrill" or "twilio" => "a=1&b=2",
        _ => """{"event":"ping"}""",
    };

    // Of the same form: another digit, in the middle.
    private static string OtherThan(string secret) => secret[..20] + (secret[20] == '7' ? '8' : '7') + secret[21..];
}
