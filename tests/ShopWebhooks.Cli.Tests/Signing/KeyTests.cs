using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ShopWebhooks.Cli.Tests.Signing;

internal sealed class KeyTests
{
    private const string Body = """{"hello":"world"}""";
    private const string Id = "69cd13f0-d67a-11e5-baa3-778b53f4ae55";
    private const string Time = "2023-11-14T22:13:20Z";

    [TestCase(Body, 0, "valid")]
    [TestCase("""{"hello":"World"}""", 1, "SignatureMismatch")]
    public async Task The_key_of_a_provider_that_publishes_it_may_be_a_file(string body, int code, string verdict)
    {
        using var rsa = RSA.Create(2048);
        using var file = new TemporaryFile(rsa.ExportSubjectPublicKeyInfoPem());

        // The checksum is that of the body {"hello":"world"}.
        var signature = Sign(rsa, $"{Id}|{Time}|webhook-1|3624485329");
        var run = await Run.AsyncOf(
            "verify", "--provider", "paypal", "--secret", "webhook-1", "--key", file.Path, "--header", $"PAYPAL-TRANSMISSION-ID: {Id}",
            "--header", $"PAYPAL-TRANSMISSION-TIME: {Time}", "--header", $"PAYPAL-TRANSMISSION-SIG: {signature}",
            "--header", "PAYPAL-CERT-URL: https://api.paypal.com/cert", "--header", "PAYPAL-AUTH-ALGO: SHA256withRSA", "--body", body);

        run.ExitCode.Should().Be(code);
        run.Lines[0].Should().Be(verdict);
    }

    [Test]
    public async Task A_key_that_stands_where_a_secret_would_may_be_a_file_or_the_secret()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var file = new TemporaryFile(key.ExportSubjectPublicKeyInfoPem());
        var signature = Convert.ToBase64String(
            key.SignData(Encoding.UTF8.GetBytes("1700000000" + Body), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        string[] verify =
        [
            "verify", "--provider", "sendgrid", "--now", "1700000000", "--header", "X-Twilio-Email-Event-Webhook-Timestamp: 1700000000",
            "--header", $"X-Twilio-Email-Event-Webhook-Signature: {signature}", "--body", Body,
        ];

        (await Run.AsyncOf([.. verify, "--key", file.Path])).Should().Be(new Run(0, "valid\n", ""));
        (await Run.AsyncOf([.. verify, "--secret", "not a key", "--key", file.Path])).Should().Be(new Run(0, "valid\n", ""));
        (await Run.AsyncOf([.. verify, "--secret", Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())])).Should().Be(new Run(0, "valid\n", ""));
        var wrong = await Run.AsyncOf([.. verify, "--secret", "not a key"]);
        wrong.ExitCode.Should().Be(2);
        wrong.Error.Should().Contain("The public key is neither PEM nor base64 of one");
    }

    [Test]
    public async Task A_key_does_not_replace_the_secret_of_a_provider_that_signs_with_one()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var file = new TemporaryFile(key.ExportSubjectPublicKeyInfoPem());

        // Signed with the key as its text: everybody has it.
        var forged = await Run.AsyncOf("sign", "--provider", "github", "--secret", key.ExportSubjectPublicKeyInfoPem(), "--body", Body);
        var run = await Run.AsyncOf(
            "verify", "--provider", "github", "--secret", "s", "--key", file.Path, "--header", forged.Lines.Single(), "--body", Body);

        run.Should().Be(new Run(
            2, "", "github signs with a secret and has no public key; leave --key out, and give the secret with --secret.\n"));
    }

    [TestCase("PUBLIC KEY", 0, "valid")]
    [TestCase("base64", 2, "")]
    public async Task The_key_of_fusionauth_may_be_a_file_of_pem(string form, int code, string verdict)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var file = new TemporaryFile(
            form == "base64" ? Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()) : "\n" + key.ExportSubjectPublicKeyInfoPem() + "\n");
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Body)));
        var signed = $"{ToBase64Url("""{"alg":"ES256"}""")}.{ToBase64Url($$"""{"request_body_sha256":"{{hash}}"}""")}";
        var signature = Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256));

        var run = await Run.AsyncOf(
            "verify", "--provider", "fusionauth", "--key", file.Path, "--header", $"X-FusionAuth-Signature-JWT: {signed}.{signature}", "--body", Body);

        run.ExitCode.Should().Be(code);
        run.Output.TrimEnd().Should().Be(verdict);
        run.Error.Should().Be(code == 0 ? "" : "The key of fusionauth is PEM, and nothing else stands in its file; let it begin with -----BEGIN.\n");
    }

    [TestCase("paypal")]
    [TestCase("plaid")]
    [TestCase("aws-sns")]
    [TestCase("sendgrid")]
    [TestCase("paddle-classic")]
    [TestCase("fusionauth")]
    public async Task A_file_that_is_no_key_is_wrong_usage(string provider)
    {
        using var file = new TemporaryFile("whatever");

        var run = await Run.AsyncOf("verify", "--provider", provider, "--secret", "s", "--key", file.Path, "--body", Body);

        run.Should().Be(new Run(
            2,
            "",
            "The file given with --key is neither a public key (PEM, base64 or a JSON Web Key) nor a certificate (PEM); "
            + "copy it again, complete, as the provider shows it.\n"));
    }

    [TestCase("mailgun", """{"event-data":{"event":"opened"}}""")]
    [TestCase("microsoft-graph", """{"value":[{"resource":"me"}]}""")]
    public async Task A_signature_within_the_body_is_printed_with_it(string provider, string body)
    {
        var signed = await Run.AsyncOf("sign", "--provider", provider, "--secret", "secret", "--body", body);

        (await Run.AsyncOf("verify", "--provider", provider, "--secret", "secret", "--body", signed.Output.TrimEnd())).Should().Be(new Run(0, "valid\n", ""));
        var unsigned = await Run.AsyncOf("verify", "--provider", provider, "--secret", "secret", "--body", body);
        unsigned.Lines[0].Should().Be("MissingHeader");
        unsigned.Output.Should().Contain($"{provider} signs within the body");
    }

    private static string ToBase64Url(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Sign(RSA key, string content) =>
        Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
