using System.Security.Cryptography;
using System.Text;
using ShopWebhooks.Providers;

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
        (await Run.AsyncOf([.. verify, "--secret", Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())])).Should().Be(new Run(0, "valid\n", ""));
        var wrong = await Run.AsyncOf([.. verify, "--secret", "not a key"]);
        wrong.ExitCode.Should().Be(2);
        wrong.Error.Should().Contain("The public key is neither PEM nor base64 of one");
    }

    [Test]
    public async Task Who_signs_with_a_key_of_its_own_cannot_be_signed_for()
    {
        foreach (var provider in WebhookProviders.All.Where(provider => !provider.Scheme.CanSign))
        {
            using var key = RSA.Create(2048);
            var secret = provider.Scheme.SecretFormat == ShopWebhooks.Signing.SecretFormat.PublicKey ? key.ExportSubjectPublicKeyInfoPem() : "secret";

            var run = await Run.AsyncOf("sign", "--provider", provider.Name, "--secret", secret, "--body", Body);

            run.ExitCode.Should().Be(2);
            run.Error.Should().Contain($"Only {provider.Name} itself can sign");
        }
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

    private static string Sign(RSA key, string content) =>
        Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
