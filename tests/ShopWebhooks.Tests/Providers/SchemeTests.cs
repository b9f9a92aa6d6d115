using System.Text;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Tests.Providers;

internal sealed class SchemeTests
{
    private static readonly WebhookSecret Token = WebhookSecret.Parse("token", SecretFormat.Text);

    // Twilio signs with the port or without it, depending on the product.
    [TestCase("https://shop.example/hooks", "https://shop.example/hooks", true)]
    [TestCase("https://shop.example:443/hooks", "https://shop.example/hooks", true)]
    [TestCase("https://shop.example/hooks", "https://shop.example:443/hooks", true)]
    [TestCase("https://shop.example/hooks?a=:443", "https://shop.example:443/hooks?a=:443", true)]
    [TestCase("https://shop.example/hooks", "https://shop.example:8443/hooks", true)]
    [TestCase("https://shop.example:8443/hooks", "https://shop.example/hooks", false)]
    [TestCase("https://shop.example:80/hooks", "https://shop.example/hooks", false)]
    [TestCase("https://shop.example/hook", "https://shop.example/hooks", false)]
    public void The_port_of_a_signed_form_may_be_left_out(string signed, string registered, bool isValid)
    {
        var body = "a=1"u8.ToArray();
        var lines = new WebhookSigner(WebhookProviders.Twilio.Scheme, Token).Sign(new OutgoingWebhook("msg_1", DateTimeOffset.UtcNow, body) { Url = signed });

        new WebhookVerifier(WebhookProviders.Twilio.Scheme, Token)
            .Verify(new WebhookRequest<WebhookHeaders>("POST", registered, new WebhookHeaders(lines), body)).IsValid.Should().Be(isValid);
    }

    [TestCase("Basic dXNlcjpwYXNz", true)]
    [TestCase("basic dXNlcjpwYXNz", true)]
    [TestCase("Basic  dXNlcjpwYXNz", false)]
    [TestCase("Bearer dXNlcjpwYXNz", false)]
    [TestCase("Basic dXNlcjpwYXNT", false)]
    [TestCase("Basic dXNlcjpwYXNz\t", false)]
    [TestCase("Basic ", false)]
    public void The_name_of_HTTP_Basic_may_be_in_any_case(string header, bool isValid) => new WebhookVerifier(
            WebhookProviders.Postmark.Scheme, WebhookSecret.Parse("user:pass", SecretFormat.Text))
        .Verify(new WebhookRequest<WebhookHeaders>("POST", null, new WebhookHeaders([new("Authorization", header)]), default)).IsValid.Should().Be(isValid);

    // Read as text, each of the bytes would be the same replacement character.
    [Test]
    public void A_token_of_bytes_is_compared_as_bytes()
    {
        var verifier = new WebhookVerifier(WebhookProviders.Telegram.Scheme, WebhookSecret.FromBytes([0xff, 0xfe, 0xfd]));

        foreach (var sent in new[] { "\ufffd\ufffd\ufffd", "\ud800\ud800\ud800", "???" })
        {
            verifier.Verify(new WebhookRequest<WebhookHeaders>(
                "POST", null, new WebhookHeaders([new("X-Telegram-Bot-Api-Secret-Token", sent)]), default)).IsValid.Should().BeFalse();
        }
    }

    [Test]
    public void A_token_that_would_break_the_header_is_not_sent()
    {
        var sign = () => new WebhookSigner(WebhookProviders.Telegram.Scheme, WebhookSecret.Parse("x\r\nEvil: 1", SecretFormat.Text))
            .Sign(new OutgoingWebhook("msg_1", DateTimeOffset.UtcNow, default));

        sign.Should().Throw<ArgumentException>().Which.Message.Should().Contain("control character").And.NotContain("Evil");
    }

    [Test]
    public void A_secret_that_was_read_in_another_format_would_be_another_key()
    {
        var whsec = WebhookSecret.Parse(TestHost.Secret);

        foreach (var make in new Action[]
        {
            () => _ = new WebhookVerifier(WebhookProviders.Stripe.Scheme, whsec),
            () => _ = new WebhookSigner(WebhookProviders.Stripe.Scheme, whsec),
        })
        {
            make.Should().Throw<ArgumentException>().WithMessage(
                "The secret was read in the format StandardWebhooks, and the scheme has Text: it would be another key. Read it with "
                + "WebhookSecret.Parse(text, SecretFormat.Text).*");
        }

        var bytes = () => new WebhookVerifier(WebhookProviders.Stripe.Scheme, WebhookSecret.FromBytes([1]));
        bytes.Should().NotThrow("bytes are a key in every format");
    }

    [Test]
    public void An_algorithm_that_there_is_not_is_refused()
    {
        var make = () => new HmacScheme { SignatureHeaders = ["X-Sig"], Algorithm = (SignatureAlgorithm)99 };

        make.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void A_body_that_cannot_hold_its_signature_is_refused(
        [Values("mailgun", "adyen", "microsoft-graph")] string name,
        [Values(
            "7", "[]", "{", "", """{"x":"\ud800"}""", """{"a":1,"a":2}""",
            """{"value":[{"x":"\udfff"}],"notificationItems":[{"NotificationRequestItem":{"x":"\udfff"}}]}""")]
        string body)
    {
        var scheme = WebhookProviders.Find(name)!.Scheme;
        var sign = () => new WebhookSigner(scheme, WebhookSecret.FromBytes([1, 2, 3]))
            .SignBody(new OutgoingWebhook("msg_1", DateTimeOffset.UtcNow, Encoding.UTF8.GetBytes(body)));

        sign.Should().ThrowExactly<ArgumentException>().WithMessage("*body*is a JSON object*this one is not*");
    }

    [TestCase("""{"environment":"sandbox"}""", "https://sandbox.plaid.com/webhook_verification_key/get")]
    [TestCase("""{"environment":"production"}""", "https://production.plaid.com/webhook_verification_key/get")]
    [TestCase("""{"environment":"evil.example"}""", "https://production.plaid.com/webhook_verification_key/get")]
    [TestCase("no JSON", "https://production.plaid.com/webhook_verification_key/get")]
    public async Task The_key_of_Plaid_is_that_of_its_environment(string body, string address)
    {
        var keys = new ServedKey(null);
        var lines = ProviderVector.Read("plaid").Single(vector => vector.Name == "valid").ToLines();

        await new WebhookVerifier(WebhookProviders.Plaid.Scheme, WebhookSecret.Parse("client:secret", SecretFormat.Text)).VerifyAsync(
            new WebhookRequest<WebhookHeaders>("POST", null, new WebhookHeaders(lines), Encoding.UTF8.GetBytes(body)), keys);

        keys.AskedFor.Should().Equal(address);
    }
}
