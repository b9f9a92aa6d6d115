namespace ShopWebhooks.Cli.Tests;

internal sealed class CommandLineTests
{
    private const string Secret = "whsec_cmVwbGFjZS1tZS13aXRoLXlvdXItb3duLXNlY3JldCE=";

    private const string BodyTwice =
        "The body is given more than once; give one of --body TEXT, --body-file FILE, and a lone - for standard input.";

    private const string NoOption = "A value belongs to no option; write the option's name before each.";

    private const string NoObject =
        "--event writes the event type into the body, which is no JSON object, or has a name twice; leave --event out, or give an object.";

    private static readonly string[] Sign = ["sign", "--provider", "stripe", "--secret", "s"];

    private static IEnumerable<TestCaseData> WrongUsages =>
    [
        Wrong("Required command was not provided.\nSee shopwebhooks --help."),
        Wrong("There is no command 'nosuch'.\nSee shopwebhooks --help.", "nosuch"),
        Wrong("There is no such command.\nSee shopwebhooks --help.", Secret),
        Wrong("There is no option '--secret'.\nSee shopwebhooks sign --help.", $"--secret={Secret}", "sign", "--provider", "github"),
        Wrong("There is no option '--secert'.\nSee shopwebhooks verify --help.", "verify", "--provider", "github", "--secert", Secret, "--body", "b"),
        Wrong("There is no option '--secert'.\nSee shopwebhooks verify --help.", "verify", "--provider", "github", $"--secert={Secret}", "--body", "b"),
        Wrong(NoOption + "\nSee shopwebhooks verify --help.", "verify", "--provider", "github", Secret, "--body", "b"),
        Wrong(NoOption + "\nSee shopwebhooks verify --help.", "verify", "--provider", "github", "-s3cret", "--body", "b"),
        Wrong(NoOption + "\nSee shopwebhooks sign --help.", [.. Sign, "order.json"]),
        Wrong("Option '--provider' is required.\nSee shopwebhooks sign --help.", "sign", "--secret", "s", "--body", "b"),
        Wrong("There is no option '--verbose'.\nSee shopwebhooks keygen --help.", "keygen", "--verbose"),
        Wrong(
            "--timestamp 'soon' is not a whole number from 0 to 253402300799.\nSee shopwebhooks sign --help.",
            [.. Sign, "--timestamp", "soon", "--body", "b"]),
        Wrong("There is no provider 'shopfy'; 'shopwebhooks providers' lists all names.", "sign", "--provider", "shopfy", "--secret", "s", "--body", "b"),
        Wrong("The secret is missing; give that of github with --secret.", "sign", "--provider", "github", "--body", "b"),
        Wrong(
            "square signs the URL; give it with --url, exactly as it is registered there.", "sign", "--provider", "square", "--secret", "s", "--body", "b"),
        Wrong(
            "square signs the URL; give it with --url, exactly as it is registered there.", "verify", "--provider", "square", "--secret", "s", "--body", "b"),
        Wrong("The secret is missing; give that of github with --secret.", "verify", "--provider", "github", "--body", "b"),
        Wrong("The secret is missing; give that of standard-webhooks with --secret.", "send", "--to", "https://crm.example", "--body", "b"),
        Wrong(
            "The secret given with --secret is none of standard-webhooks. The secret does not start with 'whsec_'; give 'whsec_' and the base64 of the key.",
            "sign", "--provider", "standard-webhooks", "--secret", "hunter2", "--body", "b"),
        Wrong(
            "The secret given with --secret is none of standard-webhooks. The secret has 3 bytes; it needs at least 24 and at most 64.",
            "sign", "--provider", "standard-webhooks", "--secret", "base64:YWJj", "--body", "b"),
        Wrong(
            "The secret given with --secret is none of github. What follows hex: is not an even number of hexadecimal digits.",
            "sign", "--provider", "github", "--secret", "hex:abc", "--body", "b"),
        Wrong(
            "The secret given with --secret is none of github. What follows base64: is not base64.",
            "sign", "--provider", "github", "--secret", "base64:hunter2", "--body", "b"),
        Wrong(
            "The secret given with --secret is none of github. The key is empty; it needs at least one byte.",
            "sign", "--provider", "github", "--secret", "hex:", "--body", "b"),
        Wrong("The body is missing; give one of --body TEXT, --body-file FILE, and a lone - for standard input.", Sign),
        Wrong(BodyTwice, [.. Sign, "--body", "b", "-"]),
        Wrong(BodyTwice, [.. Sign, "--body", "", "--body-file", "f"]),
        Wrong(BodyTwice, [.. Sign, "--body-file", "f", "-"]),
        Wrong("A header is not a name, a colon and a value; write it as --header 'Name: value'.", [.. Sign, "--header", "x-shop", "--body", "b"]),
        Wrong("A header is not a name, a colon and a value; write it as --header 'Name: value'.", [.. Sign, "--header", ": 1", "--body", "b"]),
        Wrong(
            "--timestamp '-1' is not a whole number from 0 to 253402300799.\nSee shopwebhooks sign --help.",
            [.. Sign, "--timestamp", "-1", "--body", "b"]),
        Wrong(
            "The id of the webhook cannot be signed; it needs 1 to 256 printable ASCII characters without a blank or dot.",
            "sign", "--provider", "standard-webhooks", "--secret", Secret, "--id", "a.b", "--body", "b"),
        Wrong(
            "--now '253402300800' is not a whole number from 0 to 253402300799.\nSee shopwebhooks verify --help.",
            "verify", "--provider", "stripe", "--secret", "s", "--now", "253402300800", "--body", "b"),
        Wrong(
            "--tolerance '0' is not a whole number from 1 to 3155760000.\nSee shopwebhooks verify --help.",
            "verify", "--provider", "stripe", "--secret", "s", "--tolerance", "0", "--body", "b"),
        Wrong("--to is not an absolute URL; write it as https://….", "send", "--to", "crm.example", "--secret", Secret, "--body", "b"),
        Wrong(
            "--url is not an absolute URL; write it as https://….",
            "send", "--to", "https://crm.example", "--url", "crm", "--secret", Secret, "--body", "b"),
        Wrong("--url is not an absolute URL; write it as https://….", [.. Sign, "--url", "/hooks", "--body", "b"]),
        Wrong("--url is not an absolute URL; write it as https://….", "verify", "--provider", "square", "--secret", "s", "--url", "e:1", "--body", "b"),
        Wrong("--url is not an absolute URL; write it as https://….", "listen", "--url", "nonsense"),
        Wrong("The secret is missing; give that of plaid with --secret.", "listen", "--provider", "plaid"),
        Wrong("The secret is missing; give that of sendgrid with --secret.", "listen", "--provider", "sendgrid"),
        Wrong("Mailgun's body is a JSON object; this one is not.", "sign", "--provider", "mailgun", "--secret", "s", "--body", "[]"),
        Wrong(
            "Mailgun's body is a JSON object; this one is not.",
            "send", "--to", "https://crm.example", "--provider", "mailgun", "--secret", "s", "--body", "[]"),
        Wrong(
            "The secret has a control character, with which it cannot be sent in the header X-Telegram-Bot-Api-Secret-Token; give another.",
            "sign", "--provider", "telegram", "--secret", "s\r\nx-shop: 1", "--body", "b"),
        Wrong(
            "twilio signs no such body: of what is no form, its URL has the SHA-256, bodySHA256=hex; write that into --url.",
            "sign", "--provider", "twilio", "--secret", "s", "--url", "https://e/", "--header", "Content-Type: application/json", "--body", "{}"),
        Wrong(
            "--event is not an event type; give 1 to 100 printable ASCII characters without a space at either end.",
            "send", "--to", "https://crm.example", "--secret", Secret, "--event", "neu\n", "--body", "{}"),
        Wrong(
            NoObject, "send", "--to", "https://crm.example", "--secret", Secret, "--event", "new_order", "--body", "[1]"),
        Wrong(
            NoObject, "send", "--to", "https://crm.example", "--secret", Secret, "--event", "new_order", "--body", "new"),
        Wrong(
            NoObject, "send", "--to", "https://crm.example", "--secret", Secret, "--event", "new_order", "--body", """{"a":1,"a":2}"""),
        Wrong(
            "The body names another event type than --event new_order; leave --event out.",
            "send", "--to", "https://crm.example", "--secret", Secret, "--event", "new_order", "--body", """{"event":"\ud800"}"""),
        Wrong(
            NoObject, "send", "--to", "https://crm.example", "--secret", Secret, "--event", "new_order", "--body", """{"\ud800":1}"""),
        Wrong(
            "The body names another event type than --event new_order; leave --event out.",
            "send", "--to", "https://crm.example", "--secret", Secret, "--event", "new_order", "--body", """{"event":"new_lead"}"""),
        Wrong(
            "stripe names the event type itself (body type); write it there, and leave --event out.",
            "send", "--to", "https://crm.example", "--provider", "stripe", "--secret", "s", "--event", "x", "--body", "{}"),
        Wrong("--port '65536' is not a whole number from 0 to 65535.\nSee shopwebhooks listen --help.", "listen", "--port", "65536"),
        Wrong("The secret given with --secret is none of standard-webhooks. The secret does not start with 'whsec_'; give 'whsec_' and the base64 of the key.",
            "listen", "--secret", "hunter2"),
    ];

    [TestCaseSource(nameof(WrongUsages))]
    public async Task Wrong_usage_ends_with_2_and_says_the_way_out_on_standard_error(string message, string[] args)
    {
        var run = await Run.AsyncOf(args);

        run.Should().Be(new Run(2, "", message + "\n"));
    }

    [Test]
    public async Task A_file_that_is_not_there_ends_with_2_and_names_it()
    {
        var run = await Run.AsyncOf([.. Sign, "--body-file", "no/such/file"]);

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().StartWith("The file 'no/such/file' cannot be read: ");
    }

    [Test]
    public async Task What_cannot_be_written_ends_with_1_and_a_line_and_no_stack_trace()
    {
        using var full = new MemoryStream([]);
        using var error = new StringWriter { NewLine = "\n" };
        using var terminal = new Terminal(Stream.Null, full, error);

        (await CommandLine.RunAsync(["keygen"], terminal)).Should().Be(1);

        error.ToString().Should().MatchRegex(@"^This failed: [^\n]+\.\n$");
    }

    [TestCase("mailgun", """{"x":"\ud800"}""")]
    [TestCase("microsoft-graph", """{"value":[{"x":"\ud800"}]}""")]
    [TestCase("adyen", """{"notificationItems":[{"NotificationRequestItem":{"x":"\ud800"}}]}""")]
    public async Task A_text_that_is_none_is_refused_in_a_line(string provider, string body)
    {
        var run = await Run.AsyncOf("sign", "--provider", provider, "--secret", "ABCD", "--body", body);

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().MatchRegex(@"^[^\n]+\.\n$");
    }

    [TestCase("--help")]
    [TestCase("sign", "--help")]
    [TestCase("listen", "-h")]
    public async Task Help_ends_with_0(params string[] args)
    {
        var run = await Run.AsyncOf(args);

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("Usage:\n  shopwebhooks ");
        run.Error.Should().BeEmpty();
    }

    [Test]
    public async Task The_version_ends_with_0()
    {
        var run = await Run.AsyncOf("--version");

        run.ExitCode.Should().Be(0);
        run.Output.Should().MatchRegex(@"^\d+\.\d+\.\d+[^\n]*\n$");
    }

    private static TestCaseData Wrong(string message, params string[] args) =>
        new TestCaseData(message, args).SetArgDisplayNames(args.Length == 0 ? "nothing" : string.Join(' ', args));
}
