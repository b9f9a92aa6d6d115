using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ShopWebhooks.Cli.Tests.Delivery;

internal sealed class SendTests
{
    private const string Secret = "whsec_cmVwbGFjZS1tZS13aXRoLXlvdXItb3duLXNlY3JldCE=";
    private const string Allow = "--allow-private-networks";

    [Test]
    public async Task What_is_answered_2xx_is_delivered_and_ends_with_0()
    {
        await using var server = await AnsweringServer.StartAsync(204);

        var run = await Run.AsyncOf("send", "--to", server.Address, "--secret", Secret, Allow, "--body", """{"event":"ping"}""");

        run.ExitCode.Should().Be(0);
        run.Error.Should().BeEmpty();
        run.Output.Should().MatchRegex(@"^delivered\n\nstatus    204\nduration  \d+ ms\ndecision  sent once; not repeated\n$");
    }

    [Test]
    public async Task What_is_answered_otherwise_is_not_and_ends_with_1_and_the_answer()
    {
        await using var server = await AnsweringServer.StartAsync(500, "no\e[2J\u202Eroom");

        var run = await Run.AsyncOf("send", "--to", server.Address, "--secret", Secret, Allow, "--body", "{}");

        run.ExitCode.Should().Be(1);
        run.Output.Should().MatchRegex(
            "^not delivered\n\nstatus    500\nduration  \\d+ ms\nerror     The endpoint answered 500.\ndecision  sent once; not repeated\n\nno \\[2J room\n$");
    }

    [TestCase("http://127.0.0.1:9/", "The address is refused: its scheme is http, which sends in clear text.")]
    [TestCase("https://127.0.0.1:9/", "The address is refused: its host 127.0.0.1 is this machine, in a private or reserved network, or no name.")]
    [TestCase("https://localhost:9/", "The address is refused: its host localhost is this machine, in a private or reserved network, or no name.")]
    public async Task Nothing_is_sent_to_this_machine_unless_it_is_allowed(string address, string reason)
    {
        var run = await Run.AsyncOf("send", "--to", address, "--secret", Secret, "--body", "{}");

        run.Should().Be(new Run(
            1,
            $"not delivered\n\nstatus    none\nduration  0 ms\nerror     {reason}\n"
            + "decision  nothing was sent; --allow-private-networks allows this machine, private networks and plain http\n",
            ""));
    }

    [TestCase("http://169.254.169.254/", "its host 169.254.169.254 is in a reserved network, or no name", "no option allows such an address")]
    [TestCase("http://[fe80::1]/", "its host [fe80::1] is in a reserved network, or no name", "no option allows such an address")]
    [TestCase("http://me:pw@127.0.0.1/", "it contains a user's name, which an address may not", "leave out what stands before the @")]
    public async Task What_no_option_allows_is_refused_without_advising_the_one_that_is_given(string address, string reason, string wayOut)
    {
        var run = await Run.AsyncOf("send", "--to", address, "--secret", Secret, Allow, "--body", "{}");

        run.Should().Be(new Run(
            1,
            $"not delivered\n\nstatus    none\nduration  0 ms\nerror     The address is refused: {reason}.\ndecision  nothing was sent; {wayOut}\n",
            ""));
    }

    [Test]
    public async Task What_is_ended_while_it_waits_ends_with_130_and_says_nothing()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var terminal = new Terminal(Stream.Null, output, error);
        using var end = new CancellationTokenSource();

        var run = CommandLine.RunAsync(["send", "--to", $"http://{silent.LocalEndpoint}/", "--secret", Secret, Allow, "--body", "{}"], terminal, end.Token);
        using var connection = await silent.AcceptTcpClientAsync();
        await end.CancelAsync();

        (await run).Should().Be(130);
        (output.Length, error.ToString()).Should().Be((0, ""));
    }

    [Test]
    public async Task It_is_signed_by_every_secret_as_standard_webhooks_says()
    {
        await using var server = await AnsweringServer.StartAsync();
        byte[] body = [.. "{\r\n"u8, 0xFF, .. "}\n"u8];

        await Run.WithInputAsync(body, "send", "--to", server.Address, "--secret", Secret, "--secret", "base64:" + new string('A', 44), Allow, "-");

        server.Body.Should().Equal(body);
        server.Headers!["content-type"].Should().Be("application/json");
        server.Headers["webhook-signature"].Split(' ').Should().HaveCount(2);
        string[] names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
        string[] lines = [.. names.SelectMany(name => new[] { "--header", $"{name}: {server.Headers[name]}" })];
        (await Run.WithInputAsync(body, ["verify", "--provider", "standard-webhooks", "--secret", Secret, .. lines, "-"])).Output.Should().Be("valid\n");
        (await Run.WithInputAsync(body, ["verify", "--provider", "standard-webhooks", "--secret", "base64:" + new string('A', 44), .. lines, "-"]))
            .Output.Should().Be("valid\n");
    }

    [Test]
    public async Task It_is_signed_as_the_provider_signs_and_not_as_the_library_does()
    {
        await using var server = await AnsweringServer.StartAsync();

        var run = await Run.AsyncOf(
            "send", "--to", server.Address, "--provider", "github", "--secret", "s", "--event", "push", Allow, "--body", """{"ref":"main"}""");

        run.ExitCode.Should().Be(0);
        server.Headers!["x-github-event"].Should().Be("push");
        server.Headers.Keys.Should().NotContain(name => name.StartsWith("webhook-"));
        var signed = await Run.AsyncOf("sign", "--provider", "github", "--secret", "s", "--body", """{"ref":"main"}""");
        signed.Output.Should().Be($"X-Hub-Signature-256: {server.Headers["x-hub-signature-256"]}\n");
    }

    [TestCase("""{"customer_id":"SB-9921"}""", """{"event":"new_order","customer_id":"SB-9921"}""")]
    [TestCase("""{ "event": "new_order" }""", """{ "event": "new_order" }""")]
    [TestCase("""{"event":"new\u005forder"}""", """{"event":"new\u005forder"}""")]
    [TestCase("{}", """{"event":"new_order"}""")]
    [TestCase(" \r\n{ \"a\": 1.0, \"\u00e9\": \"\\u00e9\" }\n", " \r\n{\"event\":\"new_order\", \"a\": 1.0, \"\u00e9\": \"\\u00e9\" }\n")]
    [TestCase("""{"a":"\ud800"}""", """{"event":"new_order","a":"\ud800"}""")]
    public async Task The_event_type_is_written_into_a_body_that_does_not_name_it(string given, string sent)
    {
        await using var server = await AnsweringServer.StartAsync();

        await Run.AsyncOf("send", "--to", server.Address, "--secret", Secret, "--event", "new_order", Allow, "--body", given);

        Encoding.UTF8.GetString(server.Body!).Should().Be(sent);
    }
}
