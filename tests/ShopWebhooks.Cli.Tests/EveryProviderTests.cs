using ShopWebhooks.Cli.Signing;
using ShopWebhooks.Cli.Tests.Receiving;
using ShopWebhooks.Providers;

namespace ShopWebhooks.Cli.Tests;

internal sealed class EveryProviderTests
{
    private const string Time = "1700000000";
    private const string Path = "/hooks?shop=1";

    // Linear's time is in the body, in milliseconds.
    private const string Template = """{"event":"ping","notificationItems":[{"NotificationRequestItem":{}}],"value":[{}],"webhookTimestamp":""";
    private const string Body = Template + Time + "000}";

    private static readonly string[] Symmetric =
    [
        "standard-webhooks", "github", "stripe", "shopify", "woocommerce", "bigcommerce", "slack", "zoom", "twilio", "square", "hubspot", "hubspot-v1",
        "hubspot-v2", "paddle", "intercom", "zendesk", "linear", "meta", "x", "mailgun", "adyen", "adyen-platform", "line", "box", "pagerduty", "dropbox",
        "docusign", "webflow", "vercel", "cursor", "typeform", "calendly", "segment", "razorpay", "lemon-squeezy", "xero", "asana", "trello", "twitch",
        "mandrill", "fusionauth", "telegram", "gitlab", "microsoft-graph", "azure-event-grid", "okta", "postmark", "chargebee", "deepgram",
    ];

    private static readonly string[] OneWay = ["paddle-classic", "sendgrid", "paypal", "plaid", "aws-sns"];

    [Test]
    public void Every_provider_is_tried_here() =>
        WebhookProviders.All.Select(provider => provider.Name).Should().BeEquivalentTo([.. Symmetric, .. OneWay]);

    [TestCaseSource(nameof(Symmetric))]
    public async Task What_is_signed_is_valid_by_its_secret_alone(string provider)
    {
        var secret = SecretText.New(WebhookProviders.Find(provider)!);
        string[] about = ["--provider", provider, "--url", "https://shop.example/hooks?shop=1"];

        var signed = await Run.AsyncOf(["sign", .. about, "--secret", secret, "--timestamp", Time, "--body", Body]);
        string[] request = signed.Output.StartsWith('{')
            ? ["--body", signed.Output.TrimEnd()]
            : ["--body", Body, .. signed.Lines.SelectMany(line => new[] { "--header", line })];
        var right = await Run.AsyncOf(["verify", .. about, "--secret", secret, "--now", Time, .. request]);
        var wrong = await Run.AsyncOf(["verify", .. about, "--secret", OtherThan(secret), "--now", Time, .. request]);

        right.Should().Be(new Run(0, "valid\n", ""));
        wrong.ExitCode.Should().Be(1);
        wrong.Lines[0].Should().Be("SignatureMismatch");
    }

    [TestCaseSource(nameof(OneWay))]
    public async Task Who_signs_with_a_key_of_its_own_cannot_be_signed_for_whatever_the_secret(string provider)
    {
        string[] rest = ["--provider", provider, "--secret", "whatever", "--body", Body];
        var refusal = new Run(
            2, "", $"Only {provider} itself can sign, with a key that it keeps to itself; 'shopwebhooks verify' checks what it sent.\n");

        (await Run.AsyncOf(["sign", .. rest])).Should().Be(refusal);
        (await Run.AsyncOf(["send", "--to", "https://crm.example", .. rest])).Should().Be(refusal);
    }

    [TestCaseSource(nameof(Symmetric))]
    public async Task What_is_sent_with_the_secret_that_listen_has_made_has_the_right_signature(string provider)
    {
        await using var listener = await RunningListener.StartAsync("--provider", provider);
        var secret = (await listener.LinesAsync(2))[1].Split(": ")[1];
        var body = $"{Template}{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}}}";
        string[] send = ["send", "--to", new Uri(listener.Address, Path).ToString(), "--provider", provider, "--allow-private-networks", "--body", body];

        await Run.AsyncOf([.. send, "--secret", secret]);
        await Run.AsyncOf([.. send, "--secret", OtherThan(secret)]);

        // The body is not what every provider sends, which is judged only of what is signed rightly.
        (await TitleAsync(listener)).Should().MatchRegex(@" POST /hooks\?shop=1  (valid|MalformedPayload|handshake)$");
        (await TitleAsync(listener)).Should().EndWith($" POST {Path}  SignatureMismatch");
    }

    private static async Task<string> TitleAsync(RunningListener listener)
    {
        while (true)
        {
            if (await listener.LineAsync() is var line && line.Contains($" POST {Path}  ", StringComparison.Ordinal))
            {
                return line;
            }
        }
    }

    // Of the same form: another digit, in the middle.
    private static string OtherThan(string secret) => secret[..20] + (secret[20] == '7' ? '8' : '7') + secret[21..];
}
