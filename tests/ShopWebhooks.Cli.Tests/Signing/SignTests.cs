using System.Text;

namespace ShopWebhooks.Cli.Tests.Signing;

internal sealed class SignTests
{
    private const string Secret = "whsec_cmVwbGFjZS1tZS13aXRoLXlvdXItb3duLXNlY3JldCE=";
    private const string SecretHex = "7265706c6163652d6d652d776974682d796f75722d6f776e2d73656372657421";

    [Test]
    public async Task It_prints_the_headers_and_nothing_else()
    {
        var run = await Run.AsyncOf(
            "sign", "--provider", "standard-webhooks", "--secret", Secret, "--id", "msg_1", "--timestamp", "1700000000", "--body", """{"hello":"world"}""");

        run.Should().Be(new Run(
            0, "webhook-id: msg_1\nwebhook-timestamp: 1700000000\nwebhook-signature: v1,sdE1TqldA/T1GVXo1t1GQGcN/j0auBlf7m0fAn67j8Y=\n", ""));
    }

    [Test]
    public async Task Without_id_and_timestamp_it_takes_a_new_one_and_the_present()
    {
        var run = await Run.AsyncOf("sign", "--provider", "standard-webhooks", "--secret", Secret, "--body", "b");
        var again = await Run.AsyncOf("sign", "--provider", "standard-webhooks", "--secret", Secret, "--body", "b");

        run.Lines[0].Should().MatchRegex("^webhook-id: msg_[0-9a-f]{32}$").And.NotBe(again.Lines[0]);
        run.Lines[1].Should().MatchRegex(@"^webhook-timestamp: \d{10}$");
        (await Run.AsyncOf(["verify", "--provider", "standard-webhooks", "--secret", Secret, .. Headers(run), "--body", "b"])).ExitCode.Should().Be(0);
    }

    [TestCase("github", "--id is left out: github signs no id.\n")]
    [TestCase("twitch", "")]
    public async Task An_id_that_the_provider_does_not_sign_is_left_out_and_that_is_said(string provider, string said)
    {
        var run = await Run.AsyncOf("sign", "--provider", provider, "--secret", "s", "--id", "msg-1", "--body", "b");

        run.ExitCode.Should().Be(0);
        run.Error.Should().Be(said);
    }

    [Test]
    public async Task Json_is_signed_by_the_hash_that_its_url_has()
    {
        var url = "https://shop.example/?bodySHA256=" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("{}"u8));
        string[] about = ["--provider", "twilio", "--secret", "s", "--url", url, "--header", "Content-Type: application/json", "--body", "{}"];

        var signed = await Run.AsyncOf(["sign", .. about]);

        (await Run.AsyncOf(["verify", .. about, .. Headers(signed)])).Should().Be(new Run(0, "valid\n", ""));
    }

    [Test]
    public async Task The_same_key_signs_the_same_however_it_is_written()
    {
        string[] rest = ["--provider", "standard-webhooks", "--id", "msg_1", "--timestamp", "1700000000", "--body", "b"];
        var shown = await Run.AsyncOf(["sign", "--secret", Secret, .. rest]);

        (await Run.AsyncOf(["sign", "--secret", "base64:" + Secret[6..], .. rest])).Should().Be(shown);
        (await Run.AsyncOf(["sign", "--secret", "hex:" + SecretHex, .. rest])).Should().Be(shown);
        (await Run.AsyncOf(["sign", "--secret", Secret + "\n", .. rest])).Should().Be(shown);
        shown.ExitCode.Should().Be(0);
    }

    [Test]
    public async Task A_text_that_looks_like_another_form_is_the_key_of_a_provider_whose_secrets_are_texts()
    {
        string[] rest = ["--provider", "github", "--body", "b"];
        var text = await Run.AsyncOf(["sign", "--secret", Secret, .. rest]);

        (await Run.AsyncOf(["sign", "--secret", "hex:" + Convert.ToHexString(Encoding.UTF8.GetBytes(Secret)), .. rest])).Should().Be(text);
        (await Run.AsyncOf(["sign", "--secret", "base64:" + Secret[6..], .. rest])).Should().NotBe(text);
    }

    [Test]
    public async Task While_one_secret_replaces_another_both_sign()
    {
        var run = await Run.AsyncOf("sign", "--provider", "stripe", "--secret", "old", "--secret", "new", "--timestamp", "1700000000", "--body", "b");

        run.Lines.Single().Should().MatchRegex("^Stripe-Signature: t=1700000000,v1=[0-9a-f]{64},v1=[0-9a-f]{64}$");
    }

    [Test]
    public async Task A_file_and_standard_input_are_signed_byte_for_byte()
    {
        byte[] body = [.. "{\r\n"u8, 0xFF, 0xC0, 0x00, .. "\r\n}\n\n"u8];
        var signature = "X-Hub-Signature-256: sha256=" + Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("s"u8, body)) + "\n";
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, body);
            string[] sign = ["sign", "--provider", "github", "--secret", "s"];

            (await Run.AsyncOf([.. sign, "--body-file", file])).Should().Be(new Run(0, signature, ""));
            (await Run.WithInputAsync(body, [.. sign, "-"])).Should().Be(new Run(0, signature, ""));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestCase("")]
    [TestCase("@order.json")]
    [TestCase("-")]
    [TestCase("-x")]
    [TestCase("--secret")]
    [TestCase("[diagram]")]
    [TestCase("é {0}\r\n")]
    public async Task A_text_is_the_body_whatever_it_looks_like(string text)
    {
        var run = await Run.AsyncOf("sign", "--provider", "github", "--secret", "s", "--body", text);

        run.Output.Should().Be(
            "X-Hub-Signature-256: sha256="
            + Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("s"u8, Encoding.UTF8.GetBytes(text))) + "\n");
    }

    private static IEnumerable<string> Headers(Run signed) => signed.Lines.SelectMany(line => new[] { "--header", line });
}
