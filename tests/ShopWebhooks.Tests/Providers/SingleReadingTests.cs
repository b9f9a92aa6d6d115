using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Tests.Providers;

/// <summary>What is signed has one reading: nobody makes another message of a signature that he has seen, or had made for himself.</summary>
internal sealed class SingleReadingTests
{
    private const string Victim = "arn:aws:sns:us-west-2:111111111111:victim";
    private const string Attacker = "arn:aws:sns:us-west-2:666666666666:mine";
    private const string Id = "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324";
    private const string Time = "2023-11-14T22:13:20.000Z";

    private static readonly RSA Amazon = RSA.Create(2048);

    [OneTimeTearDown]
    public void Dispose() => Amazon.Dispose();

    [Test]
    public async Task What_Amazon_signs_for_anybodys_topic_cannot_be_cut_into_a_message_of_another()
    {
        var published = $"evil\nMessageId\nmsg-evil\nSubscribeURL\nx\nTimestamp\n{Time}\nToken\nx\nTopicArn\n{Victim}\nType\nOrder";
        var signature = Sign(("Message", published), ("MessageId", Id), ("Timestamp", Time), ("TopicArn", Attacker), ("Type", "Notification"));

        var forged = Sns(
            signature, ("Message", "evil"), ("MessageId", "msg-evil"), ("SubscribeURL", "x"), ("Timestamp", Time), ("Token", "x"), ("TopicArn", Victim),
            ("Type", $"Order\nMessageId\n{Id}\nTimestamp\n{Time}\nTopicArn\n{Attacker}\nType\nNotification"));

        (await VerifyAsync(forged)).ToString().Should().Be("MissingHeader");
    }

    [Test]
    public async Task One_signed_message_of_Amazon_has_one_id()
    {
        var signature = Sign(
            ("Message", "A\nMessageId\nB\nSubject\nC"), ("MessageId", Id), ("Timestamp", Time), ("TopicArn", Victim), ("Type", "Notification"));

        var forged = Sns(
            signature, ("Message", "A"), ("MessageId", "B"), ("Subject", $"C\nMessageId\n{Id}"), ("Timestamp", Time), ("TopicArn", Victim),
            ("Type", "Notification"));

        (await VerifyAsync(forged)).ToString().Should().Be("MissingHeader");
    }

    [TestCase(""","message":"evil"}""")]
    [TestCase(""","Subject":{"evil":true}}""")]
    public async Task Nothing_is_added_that_a_reader_could_take_for_what_Amazon_signed(string addition)
    {
        var signature = Sign(("Message", "good"), ("MessageId", Id), ("Timestamp", Time), ("TopicArn", Victim), ("Type", "Notification"));
        var genuine = Sns(signature, ("Message", "good"), ("MessageId", Id), ("Timestamp", Time), ("TopicArn", Victim), ("Type", "Notification"));

        (await VerifyAsync(genuine)).IsValid.Should().BeTrue();
        (await VerifyAsync(genuine[..^1] + addition)).ToString().Should().Be("MissingHeader");
    }

    // The reference of somebody's order is "7:order-of-another".
    [TestCase("P", "", "Shop", "7:order-of-another", true)]
    [TestCase("P:", "Shop", "7", "order-of-another", false)]
    [TestCase("P", ":Shop", "7", "order-of-another", false)]
    public void The_fields_that_Adyen_signs_cannot_be_shifted(string psp, string original, string account, string reference, bool isValid)
    {
        var signature = AdyenSignature(Item("P", "", "Shop", "7:order-of-another"));

        Verify(WebhookProviders.Adyen, AdyenKey, Item(psp, original, account, reference, $$$"""{"hmacSignature":"{{{signature}}}"}""")).Should().Be(isValid);
    }

    [TestCase("\"originalReference\":\"\"", "\"OriginalReference\":\"evil\",\"originalReference\":\"\"")]
    [TestCase("\"value\":100", "\"value\":100,\"Value\":1")]
    [TestCase("\"notificationItems\"", "\"NotificationItems\":[],\"notificationItems\"")]
    [TestCase("\"NotificationRequestItem\"", "\"notificationRequestItem\":{},\"NotificationRequestItem\"")]
    public void Adyen_names_nothing_twice_in_another_case(string name, string twice)
    {
        var genuine = Item("P", "", "Shop", "order", $$$"""{"hmacSignature":"{{{AdyenSignature(Item("P", "", "Shop", "order"))}}}"}""");

        Verify(WebhookProviders.Adyen, AdyenKey, genuine).Should().BeTrue();
        Verify(WebhookProviders.Adyen, AdyenKey, genuine.Replace(name, twice, StringComparison.Ordinal)).Should().BeFalse();
    }

    // SHA-256 of test_secret{"hello":"world"} was computed, and went on from there: padding, then {"forged":true}.
    [Test]
    public void A_plain_hash_is_not_extended()
    {
        var body = Convert.FromHexString(
            "7b2268656c6c6f223a22776f726c64227d8000000000000000000000000000000000000000000000000000000000000000000000e07b22666f72676564223a747275657d");
        var lines = new WebhookHeaders([new("X-HubSpot-Signature", "9ed82f6369060c73bd684de15b722a63c51d1d53980c5e34a1d9ca50494d5672")]);

        SHA256.HashData([.. "test_secret"u8, .. body]).Should().Equal(
            Convert.FromHexString("9ed82f6369060c73bd684de15b722a63c51d1d53980c5e34a1d9ca50494d5672"), "the hash itself is right");
        new WebhookVerifier(WebhookProviders.HubSpotV1.Scheme, WebhookSecret.Parse("test_secret", SecretFormat.Text))
            .Verify(new WebhookRequest<WebhookHeaders>("POST", null, lines, body)).ToString().Should().Be("SignatureMismatch");
    }

    // Each of them is the same text once what is no UTF-8 is replaced.
    [TestCase("a=%FF", "a=%FE")]
    [TestCase("a=%C0%80", "a=%C0%81")]
    [TestCase("%ED%A0%80=1", "%ED%A0%81=1")]
    [TestCase("a=%EF%BF%BD", "a=%FF")]
    public void A_form_that_is_no_UTF8_has_no_signature(string signed, string sent)
    {
        foreach (var provider in new[] { WebhookProviders.Twilio, WebhookProviders.Mandrill })
        {
            var secret = WebhookSecret.Parse("token", SecretFormat.Text);
            var isText = signed == "a=%EF%BF%BD";
            var sign = () => new WebhookSigner(provider.Scheme, secret).Sign(
                new OutgoingWebhook("msg_1", DateTimeOffset.UtcNow, Encoding.UTF8.GetBytes(signed)) { Url = "https://shop.example/" });
            if (!isText)
            {
                sign.Should().Throw<ArgumentException>();
                continue;
            }

            new WebhookVerifier(provider.Scheme, secret).Verify(new WebhookRequest<WebhookHeaders>(
                "POST", "https://shop.example/", new WebhookHeaders(sign()), Encoding.UTF8.GetBytes(sent))).ToString().Should().Be("SignatureMismatch");
        }
    }

    [TestCase("{0}")]
    [TestCase("\n{0}")]
    [TestCase(" {0}")]
    [TestCase("\ufeff{0}")]
    [TestCase("\u200b{0}")]
    [TestCase("bare")]
    public void A_public_key_is_never_an_HMAC_key(string form)
    {
        var text = form == "bare"
            ? Convert.ToBase64String(Amazon.ExportSubjectPublicKeyInfo())
            : form.Replace("{0}", Amazon.ExportSubjectPublicKeyInfoPem(), StringComparison.Ordinal);
        var secret = WebhookSecret.Parse(text, SecretFormat.Text);
        var body = """{"event":{"type":"user.delete"}}"""u8.ToArray();
        var scheme = WebhookProviders.FusionAuth.Scheme;
        var bytes = WebhookSecret.FromBytes(Encoding.UTF8.GetBytes(text));

        var sign = () => new WebhookSigner(scheme, secret).Sign(new OutgoingWebhook("msg_1", DateTimeOffset.UtcNow, body));
        sign.Should().Throw<ArgumentException>().WithMessage("*public key*");

        // As whoever knows the public key would sign: with the bytes of its text.
        var token = Hs256(Encoding.UTF8.GetBytes(text), body);
        foreach (var each in new[] { secret, bytes })
        {
            new WebhookVerifier(scheme, each).Verify(new WebhookRequest<WebhookHeaders>(
                "POST", null, new WebhookHeaders([new("X-FusionAuth-Signature-JWT", token)]), body)).IsValid.Should().BeFalse();
        }
    }

    [Test]
    public void A_token_that_demands_what_is_not_understood_is_refused()
    {
        var body = "{}"u8.ToArray();
        var key = Encoding.UTF8.GetBytes("secret");
        var verifier = new WebhookVerifier(WebhookProviders.FusionAuth.Scheme, WebhookSecret.Parse("secret", SecretFormat.Text));
        bool IsValid(string token) => verifier.Verify(new WebhookRequest<WebhookHeaders>(
            "POST", null, new WebhookHeaders([new("X-FusionAuth-Signature-JWT", token)]), body)).IsValid;

        IsValid(Hs256(key, body)).Should().BeTrue();
        IsValid(Hs256(key, body, """{"alg":"HS256","crit":["b64"],"b64":false}""")).Should().BeFalse();
    }

    private static WebhookSecret AdyenKey => WebhookSecret.Parse("00112233", SecretFormat.Hex);

    private static string Hs256(byte[] key, byte[] body, string header = """{"alg":"HS256"}""")
    {
        static string Part(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
        var claims = $$"""{"request_body_sha256":"{{Convert.ToBase64String(SHA256.HashData(body))}}"}""";
        var signed = $"{Part(Encoding.UTF8.GetBytes(header))}.{Part(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Part(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed)))}";
    }

    private static string Item(string psp, string original, string account, string reference, string additional = "{}") => $$"""
        {"notificationItems":[{"NotificationRequestItem":{"pspReference":"{{psp}}","originalReference":"{{original}}","merchantAccountCode":"{{account}}",
        "merchantReference":"{{reference}}","amount":{"value":100,"currency":"EUR"},"eventCode":"AUTHORISATION","success":"true",
        "additionalData":{{additional}} } }]}
        """;

    private static string AdyenSignature(string body)
    {
        var signed = new WebhookSigner(WebhookProviders.Adyen.Scheme, AdyenKey).SignBody(
            new OutgoingWebhook("msg_1", DateTimeOffset.UtcNow, Encoding.UTF8.GetBytes(body)));
        return JsonDocument.Parse(signed).RootElement.GetProperty("notificationItems")[0].GetProperty("NotificationRequestItem")
            .GetProperty("additionalData").GetProperty("hmacSignature").GetString()!;
    }

    private static bool Verify(WebhookProvider provider, WebhookSecret secret, string body) => new WebhookVerifier(provider.Scheme, secret)
        .Verify(new WebhookRequest<WebhookHeaders>("POST", null, new WebhookHeaders([]), Encoding.UTF8.GetBytes(body))).IsValid;

    private static string Sign(params (string Name, string Value)[] fields) => Convert.ToBase64String(Amazon.SignData(
        Encoding.UTF8.GetBytes(string.Concat(fields.Select(field => $"{field.Name}\n{field.Value}\n"))), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    private static string Sns(string signature, params (string Name, string Value)[] fields)
    {
        var body = fields.ToDictionary(field => field.Name, field => field.Value);
        body["SignatureVersion"] = "2";
        body["Signature"] = signature;
        body["SigningCertURL"] = "https://sns.us-west-2.amazonaws.com/a.pem";
        return JsonSerializer.Serialize(body);
    }

    private static async Task<VerificationResult> VerifyAsync(string body) =>
        await new WebhookVerifier(WebhookProviders.AwsSns.Scheme, WebhookSecret.Parse(Victim, SecretFormat.Text)).VerifyAsync(
            new WebhookRequest<WebhookHeaders>("POST", null, new WebhookHeaders([]), Encoding.UTF8.GetBytes(body)),
            new ServedKey(Amazon.ExportSubjectPublicKeyInfoPem()));
}
