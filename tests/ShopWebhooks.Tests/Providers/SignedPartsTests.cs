using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Providers;

/// <summary>What exactly is signed, and by which key, where a provider has a rule of its own; signed here without its scheme.</summary>
internal sealed class SignedPartsTests
{
    [TestCase("b=2&a=1", "a1b2")]
    [TestCase("a=2&a=1&a=3", "a1a2a3")]
    [TestCase("a=10&a=9&a=1", "a1a10a9")]
    [TestCase("a=1&a=1", "a1")]
    [TestCase("a=2&a=1&b=1&a=2&a=1", "a1a2b1")]
    [TestCase("B=1&a=1&A=1&_=1", "A1B1_1a1")]
    [TestCase("%61=+%2B&a%3D=%C3%A9", "a +a=\u00e9")]
    [TestCase("a=&a&a=1", "aa1")]
    public void A_form_is_signed_sorted_by_name_and_value_and_what_comes_again_once(string form, string signed)
    {
        var scheme = new HmacScheme
        {
            SignatureHeaders = ["X-Signature"],
            SignedContent = "{url}{body}",
            Algorithm = SignatureAlgorithm.HmacSha1,
            Encoding = SignatureEncoding.Base64,
        };
        var expected = new GenuineRequest(WebhookProviders.Trello with { Scheme = scheme }, Encoding.UTF8.GetBytes(signed)).Signature;

        new GenuineRequest(WebhookProviders.Twilio, Encoding.ASCII.GetBytes(form)).Signature.Should().Be(expected);
        new GenuineRequest(WebhookProviders.Mandrill, Encoding.ASCII.GetBytes(form)).Signature.Should().Be(expected);
    }

    [TestCase("%3A%2F%3F%40%21%24%27%28%29%2A%2C%3B", ":/?@!$'()*,;")]
    [TestCase("%3a%2f%3f%40%21%24%27%28%29%2a%2c%3b", ":/?@!$'()*,;")]
    [TestCase("%20%22%23%25%26%2B%3D%5B%5D%7E", "%20%22%23%25%26%2B%3D%5B%5D%7E")]
    public void HubSpot_decodes_twelve_characters_of_the_URL_and_no_other(string sent, string signed)
    {
        const string Time = "1700000000000";
        var mac = HMACSHA256.HashData(GenuineRequest.Secret.Key, Encoding.UTF8.GetBytes($"POST{GenuineRequest.Url}?q={signed}{{}}{Time}"));
        var lines = new WebhookHeaders([new("X-HubSpot-Request-Timestamp", Time), new("X-HubSpot-Signature-v3", Convert.ToBase64String(mac))]);

        At(GenuineRequest.Now, WebhookProviders.HubSpot, GenuineRequest.Secret)
            .Verify(new WebhookRequest<WebhookHeaders>("POST", $"{GenuineRequest.Url}?q={sent}", lines, "{}"u8.ToArray())).ToString().Should().Be("valid");
    }

    [TestCase(0, "MalformedHeader")]
    [TestCase(1, "valid")]
    [TestCase(256, "valid")]
    [TestCase(257, "MalformedHeader")]
    public void A_token_of_Mailgun_has_a_length(int length, string outcome)
    {
        var token = new string('a', length);
        var mac = Convert.ToHexStringLower(HMACSHA256.HashData(GenuineRequest.Secret.Key, Encoding.ASCII.GetBytes("1700000000" + token)));
        var request = new GenuineRequest(WebhookProviders.Mailgun)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(new { signature = new { timestamp = "1700000000", token, signature = mac } }),
        };

        request.Verify().ToString().Should().Be(outcome);
    }

    [TestCase(256, "valid")]
    [TestCase(384, "SignatureMismatch")]
    [TestCase(521, "SignatureMismatch")]
    public async Task SendGrid_and_Plaid_sign_on_the_curve_of_256_bits_alone(int bits, string outcome)
    {
        var body = "{}"u8.ToArray();
        using var key = ECDsa.Create(bits == 256 ? ECCurve.NamedCurves.nistP256 : bits == 384 ? ECCurve.NamedCurves.nistP384 : ECCurve.NamedCurves.nistP521);
        var served = key.ExportSubjectPublicKeyInfoPem();

        var signature = key.SignData("1700000000{}"u8, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        await ShouldBeAsync(WebhookProviders.SendGrid, WebhookSecret.Parse(served, SecretFormat.PublicKey), [
            new("X-Twilio-Email-Event-Webhook-Timestamp", "1700000000"), new("X-Twilio-Email-Event-Webhook-Signature", Convert.ToBase64String(signature))]);

        var claims = $$"""{"iat":1700000000,"request_body_sha256":"{{Convert.ToHexStringLower(SHA256.HashData(body))}}"}""";
        var signed = $"{Encode("""{"alg":"ES256","kid":"1"}""")}.{Encode(claims)}";
        var token = $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
        await ShouldBeAsync(WebhookProviders.Plaid, GenuineRequest.Secret, [new("Plaid-Verification", token)]);

        async Task ShouldBeAsync(WebhookProvider provider, WebhookSecret secret, List<KeyValuePair<string, string>> lines)
        {
            var request = new WebhookRequest<WebhookHeaders>("POST", null, new WebhookHeaders(lines), body);
            (await At(GenuineRequest.Now, provider, secret).VerifyAsync(request, new ServedKey(served))).ToString().Should().Be(outcome, provider.Name);
        }
    }

    [TestCase("plaid", "Plaid-Verification")]
    [TestCase("sendgrid", "X-Twilio-Email-Event-Webhook-Signature")]
    [TestCase("paypal", "PAYPAL-TRANSMISSION-SIG")]
    public async Task A_signature_by_the_providers_own_key_has_one_spelling(string name, string header)
    {
        var provider = WebhookProviders.Find(name)!;
        var genuine = ValueOf(provider, header);
        var last = genuine.TrimEnd('=').Length - 1;
        string[] spellings =
        [
            .. "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_".Select(c => genuine[..last] + c + genuine[(last + 1)..]),
            .. new[] { "=", "A", "\0", "\t", "\n" }.Select(more => genuine + more), genuine.Insert(8, "\n"), genuine.Insert(last, "\t"), genuine[..^1],
        ];

        (await VerifyAsync(provider, header, genuine)).ToString().Should().Be("valid");
        foreach (var spelling in spellings.Where(spelling => spelling != genuine))
        {
            (await VerifyAsync(provider, header, spelling)).Should().Match<VerificationResult>(result => !result.IsValid && result.Failure != null, spelling);
        }
    }

    [TestCase("PAYPAL-TRANSMISSION-ID")]
    [TestCase("PAYPAL-TRANSMISSION-TIME")]
    public async Task A_pipe_which_divides_what_PayPal_signs_is_in_none_of_its_parts(string header)
    {
        var genuine = ValueOf(WebhookProviders.PayPal, header);

        (await VerifyAsync(WebhookProviders.PayPal, header, genuine + "|2023")).Failure.Should().Be(VerificationFailure.MalformedHeader);
        (await VerifyAsync(WebhookProviders.PayPal, header, genuine + "-2023")).Failure.Should().Be(VerificationFailure.SignatureMismatch);
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(json));

    private static string ValueOf(WebhookProvider provider, string header) =>
        ProviderVector.Read(provider.Name)[0].Headers.Single(line => line.StartsWith(header + ": ", StringComparison.Ordinal))[(header.Length + 2)..];

    private static WebhookVerifier At(DateTimeOffset now, WebhookProvider provider, WebhookSecret secret) =>
        new(provider.Scheme, secret) { TimeProvider = new ManualTimeProvider(now) };

    private static async Task<VerificationResult> VerifyAsync(WebhookProvider provider, string header, string value)
    {
        var vector = ProviderVector.Read(provider.Name)[0];
        var request = (vector with { Headers = [.. vector.Headers.Where(line => !line.StartsWith(header, StringComparison.Ordinal)), $"{header}: {value}"] })
            .ToRequest();
        return await At(DateTimeOffset.FromUnixTimeSeconds(vector.Now), provider, WebhookSecret.Parse(vector.Secrets[0], provider.Scheme.SecretFormat))
            .VerifyAsync(request, new ServedKey(vector.Key));
    }
}
