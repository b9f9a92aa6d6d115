using System.Net;
using System.Text;

namespace ShopWebhooks.Cli.Tests.Receiving;

internal sealed class ListenTests
{
    private const string Order = """{"event":"new_order","customer_id":"SB-9921","note":"é <\u001b[31m>"}""";

    [Test]
    public async Task It_makes_a_secret_where_none_is_given_and_prints_what_that_signs_as_valid()
    {
        await using var listener = await RunningListener.StartAsync();
        (await listener.LineAsync()).Should().Be("Provider: standard-webhooks");
        var secret = (await listener.LineAsync()).Split(": ")[1];

        using var answer = await PostAsync(
            new Uri(listener.Address, "hooks?shop=1"), Order, "standard-webhooks", secret, "--id", "msg_1", "--timestamp", $"{Now()}");

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        var lines = await listener.LinesAsync(13);
        lines[0].Should().BeEmpty();
        lines[1].Should().MatchRegex(@"^\d\d:\d\d:\d\d POST /hooks\?shop=1  valid$");
        lines[2..5].Should().Equal("  answered 200", "  event new_order, id msg_1", "  Content-Type: application/json");
        lines[5].Should().Be("  webhook-id: msg_1");
        lines[6].Should().StartWith("  webhook-timestamp: ");
        lines[7].Should().StartWith("  webhook-signature: v1,");
        lines[8..].Should().Equal("  {", "    \"event\": \"new_order\",", "    \"customer_id\": \"SB-9921\",", "    \"note\": \"é <\\u001B[31m>\"", "  }");
    }

    [Test]
    public async Task It_answers_and_prints_why_a_request_is_not_valid()
    {
        await using var listener = await RunningListener.StartAsync("--provider", "github", "--secret", "right");
        await listener.LineAsync();

        using var answer = await PostAsync(listener.Address, "{}", "github", "wrong");

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        var lines = await listener.LinesAsync(8);
        lines[1].Should().EndWith(" POST /  SignatureMismatch");
        lines[2].Should().StartWith("  No signature fits what was given. github signs by HMAC-SHA256");
        lines[6..].Should().Equal("  answered 401", "  Content-Type: application/json");
    }

    [Test]
    public async Task Any_of_two_secrets_is_taken_and_bytes_too()
    {
        var hex = "hex:" + Convert.ToHexString("second"u8);
        await using var listener = await RunningListener.StartAsync("--provider", "github", "--secret", "first", "--secret", hex);

        using var answer = await PostAsync(listener.Address, "{}", "github", "second");

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await listener.LinesAsync(4))[2..].Should().SatisfyRespectively(
            title => title.Should().EndWith(" POST /  MalformedPayload"),
            reason => reason.Should().Be(
                "  The signature is right, but the body is not what github sends: it is no JSON, or does not name its event type."));
    }

    [Test]
    public async Task What_is_no_post_is_printed_with_its_answer()
    {
        await using var listener = await RunningListener.StartAsync("--provider", "github", "--secret", "s");
        await listener.LineAsync();
        using var client = new HttpClient();

        using var answer = await client.GetAsync(new Uri(listener.Address, "?challenge=x"));

        answer.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        (await listener.LinesAsync(4))[1..].Should().SatisfyRespectively(
            title => title.Should().EndWith(" GET /?challenge=x  no handshake"),
            reason => reason.Should().Be("  A webhook is a POST, and github makes no handshake by GET."),
            status => status.Should().Be("  answered 405"));
    }

    [TestCase("s3cret", HttpStatusCode.OK, "handshake", "  answered 200")]
    [TestCase(
        "other", HttpStatusCode.Forbidden, "no handshake",
        "  meta asks by hub.mode=subscribe, a hub.challenge and a hub.verify_token, which has to be the secret here.")]
    public async Task The_secret_is_the_token_of_metas_handshake(string token, HttpStatusCode status, string outcome, string next)
    {
        await using var listener = await RunningListener.StartAsync("--provider", "meta", "--secret", "s3cret");
        await listener.LineAsync();
        using var client = new HttpClient();

        using var answer = await client.GetAsync(new Uri(listener.Address, $"?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={token}"));

        answer.StatusCode.Should().Be(status);
        var lines = await listener.LinesAsync(3);
        lines[1].Should().EndWith("  " + outcome);
        lines[2].Should().Be(next);
    }

    [Test]
    public async Task What_is_no_handshake_of_its_provider_is_not_explained_as_a_webhook()
    {
        await using var listener = await RunningListener.StartAsync("--provider", "dropbox", "--secret", "s");
        await listener.LineAsync();
        using var client = new HttpClient();

        using var answer = await client.GetAsync(listener.Address);

        (await listener.LinesAsync(4))[1..].Should().SatisfyRespectively(
            title => title.Should().EndWith(" GET /  no handshake"),
            reason => reason.Should().Be("  It is no handshake as dropbox makes it."),
            status => status.Should().Be("  answered 400"));
    }

    [TestCase("", "", "valid")]
    [TestCase("hooks/caf%C3%A9%2Fa?b=%20&shop=1", "", "valid")]
    [TestCase("hooks", "https://shop.example/hooks", "SignatureMismatch")]
    public async Task A_signed_url_is_the_one_that_the_request_came_to(string path, string signedUrl, string verdict)
    {
        await using var listener = await RunningListener.StartAsync("--provider", "square", "--secret", "s");
        await listener.LineAsync();

        var run = await Run.AsyncOf(
            ["send", .. Square, "--to", listener.Address + path, .. (string[])(signedUrl.Length > 0 ? ["--url", signedUrl] : [])]);

        run.Lines[1].Should().Be(verdict == "valid" ? "status    200" : "status    401");
        (await listener.LinesAsync(2))[1].Should().EndWith($"  {verdict}");
        if (verdict != "valid")
        {
            (await listener.LinesAsync(5))[3].Should().StartWith($"  - the URL, {listener.Address}{path}, is the public one");
        }
    }

    [TestCase("https://tunnel.example/hooks", "https://tunnel.example/hooks?shop=1", "valid")]
    [TestCase("https://tunnel.example/hooks?a=1", "https://tunnel.example/hooks?a=1", "valid")]
    [TestCase("https://tunnel.example/hooks", "", "SignatureMismatch")]
    public async Task A_signed_url_is_that_of_a_tunnel_where_it_is_given(string url, string signedUrl, string verdict)
    {
        await using var listener = await RunningListener.StartAsync("--provider", "square", "--secret", "s", "--url", url);
        await listener.LineAsync();

        await Run.AsyncOf(["send", .. Square, "--to", $"{listener.Address}?shop=1", .. (string[])(signedUrl.Length > 0 ? ["--url", signedUrl] : [])]);

        (await listener.LinesAsync(2))[1].Should().EndWith($" POST /?shop=1  {verdict}");
        if (verdict != "valid")
        {
            (await listener.LinesAsync(5))[3].Should().StartWith($"  - the URL, {url}?shop=1, is the public one");
        }
    }

    [TestCase("postmark")]
    [TestCase("chargebee")]
    public async Task The_secret_that_it_makes_is_a_user_and_a_password_where_the_provider_sends_these(string provider)
    {
        await using var listener = await RunningListener.StartAsync("--provider", provider);

        (await listener.LinesAsync(2))[1].Should().MatchRegex($"^Secret: {provider}:[0-9a-f]{{64}}$");
    }

    [Test]
    public async Task What_would_move_the_cursor_is_not_printed()
    {
        await using var listener = await RunningListener.StartAsync("--provider", "github", "--secret", "s");
        await listener.LineAsync();
        using var client = new HttpClient();
        using var body = new ByteArrayContent([.. "a\e[2Jb\r\nc\u202Ed"u8, 0xFF]);

        using var answer = await client.PostAsync(new Uri(listener.Address, "%1b[2J"), body);

        var lines = await listener.LinesAsync(6);
        lines[1].Should().EndWith(" POST /%1B%5B2J  MissingHeader");
        lines[4..].Should().Equal("  a\uFFFD[2Jb", "  c\uFFFDd\uFFFD");
    }

    [Test]
    public async Task A_header_that_holds_the_secret_itself_is_not_printed()
    {
        await using var listener = await RunningListener.StartAsync("--provider", "gitlab", "--secret", "glpat");
        await listener.LineAsync();

        using var answer = await PostAsync(listener.Address, """{"object_kind":"push"}""", "gitlab", "glpat");

        var lines = await listener.LinesAsync(8);
        lines[1].Should().EndWith(" POST /  valid");
        lines.Should().NotContain(line => line.Contains("glpat"));
        lines[^1].Should().Be("  }");
    }

    [Test]
    public async Task A_body_that_is_too_long_is_answered_413_and_not_printed()
    {
        await using var listener = await RunningListener.StartAsync("--provider", "github", "--secret", "s");
        await listener.LineAsync();
        using var client = new HttpClient();
        using var body = new ByteArrayContent(new byte[1024 * 1024 + 1]);

        using var answer = await client.PostAsync(listener.Address, body);

        answer.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await listener.LinesAsync(4))[1..].Should().SatisfyRespectively(
            title => title.Should().EndWith(" POST /  BodyTooLarge"),
            reason => reason.Should().Be("  The body is longer than a source allows by default, 1 MiB."),
            status => status.Should().Be("  answered 413"));
    }

    [Test]
    public async Task It_ends_with_0_when_it_is_told_to()
    {
        await using var listener = await RunningListener.StartAsync();

        (await listener.EndAsync()).Should().Be(0);
    }

    [Test]
    public async Task A_port_that_is_taken_ends_with_1()
    {
        await using var listener = await RunningListener.StartAsync();

        var run = await Run.AsyncOf("listen", "--port", $"{listener.Address.Port}");

        run.Should().Be(new Run(
            1,
            "",
            $"The port {listener.Address.Port} cannot be listened on: it is taken, or not yours to take. Give another with --port, or none for a free one.\n"));
    }

    [Test]
    public async Task Bytes_that_are_no_text_cannot_be_the_secret_of_a_provider_whose_secrets_are_texts()
    {
        var run = await Run.AsyncOf("listen", "--provider", "github", "--secret", "hex:ff");

        run.Should().Be(new Run(
            2, "", "The bytes given with --secret are no UTF-8, as the secrets of github are; give it as github shows it.\n"));
    }

    private static string[] Square =>
    [
        "--provider", "square", "--secret", "s", "--allow-private-networks", "--body", """{"type":"payment.created","event_id":"1"}""",
    ];

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Posts what the tool has signed.</summary>
    private static async Task<HttpResponseMessage> PostAsync(Uri address, string body, string provider, string secret, params string[] options)
    {
        var signed = await Run.AsyncOf(["sign", "--provider", provider, "--secret", secret, "--body", body, .. options]);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Content.Headers.ContentType!.CharSet = null;
        foreach (var line in signed.Lines)
        {
            var (name, value) = (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 2)..]);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var client = new HttpClient();
        return await client.SendAsync(request);
    }
}
