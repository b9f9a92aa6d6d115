using System.Text;
using ShopWebhooks.Events;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;
using ShopWebhooks.Tests.Receiving;

namespace ShopWebhooks.Tests.Providers;

internal sealed class ForeignSourceTests
{
    private const string Secret = "It's a Secret to Everybody";

    private static readonly WebhookSecret Key = WebhookSecret.Parse(Secret, SecretFormat.Text);

    // docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
    [TestCase("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", "valid")]
    [TestCase("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e18", "SignatureMismatch")]
    [TestCase("757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17", "SignatureMismatch")]
    [TestCase("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e", "SignatureMismatch")]
    public void The_published_example_of_GitHub_is_valid_in_its_only_spelling(string signature, string outcome)
    {
        var verifier = new WebhookVerifier(WebhookProviders.GitHub.Scheme, Key);
        var request = new WebhookRequest<WebhookHeaders>(
            "POST", null, new WebhookHeaders([new("X-Hub-Signature-256", "sha256=" + signature)]), "Hello, World!"u8.ToArray());

        verifier.Verify(in request).ToString().Should().Be(outcome);
    }

    // Derived with another implementation: HMAC-SHA256 of 1700000000.{"hello":"world"} with the key test_secret.
    [TestCase("t=1700000000,v1=a5d9de1d23a233e086ce2cd0940311c91c3039e7d92c0d96a82fda4881746747", "valid")]
    [TestCase("t=1700000000,v1=00,v0=11,v1=a5d9de1d23a233e086ce2cd0940311c91c3039e7d92c0d96a82fda4881746747", "valid")]
    [TestCase("t=1700000001,v1=a5d9de1d23a233e086ce2cd0940311c91c3039e7d92c0d96a82fda4881746747", "SignatureMismatch")]
    [TestCase("t=1700000000,t=1700000000,v1=a5d9de1d23a233e086ce2cd0940311c91c3039e7d92c0d96a82fda4881746747", "MalformedHeader")]
    [TestCase("v1=a5d9de1d23a233e086ce2cd0940311c91c3039e7d92c0d96a82fda4881746747", "MalformedHeader")]
    [TestCase("t=1699999000,v1=a5d9de1d23a233e086ce2cd0940311c91c3039e7d92c0d96a82fda4881746747", "TimestampTooOld")]
    [TestCase("t=1700001000,v1=a5d9de1d23a233e086ce2cd0940311c91c3039e7d92c0d96a82fda4881746747", "TimestampTooNew")]
    public void The_time_of_Stripe_stands_in_the_list_of_signatures(string header, string outcome)
    {
        var verifier = new WebhookVerifier(WebhookProviders.Stripe.Scheme, WebhookSecret.Parse("test_secret", SecretFormat.Text))
        {
            TimeProvider = new Doubles.ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)),
        };
        var request = new WebhookRequest<WebhookHeaders>(
            "POST", null, new WebhookHeaders([new("Stripe-Signature", header)]), """{"hello":"world"}"""u8.ToArray());

        verifier.Verify(in request).ToString().Should().Be(outcome);
    }

    // Both have the same text behind the URL, and one signature would do for both.
    [TestCase("application/x-www-form-urlencoded", true)]
    [TestCase(null, true)]
    [TestCase("application/json", false)]
    public void A_signed_form_cannot_be_passed_off_as_something_else(string? contentType, bool isValid)
    {
        const string Url = "https://shop.example/calls";
        var body = "Digits=1234"u8.ToArray();
        List<KeyValuePair<string, string>> lines =
            [.. new WebhookSigner(WebhookProviders.Twilio.Scheme, Key).Sign(new OutgoingWebhook("msg_1", DateTimeOffset.UtcNow, body) { Url = Url })];
        if (contentType is not null)
        {
            lines.Add(new("content-type", contentType));
        }

        new WebhookVerifier(WebhookProviders.Twilio.Scheme, Key).Verify(new WebhookRequest<WebhookHeaders>("POST", Url, new WebhookHeaders(lines), body))
            .IsValid.Should().Be(isValid);
    }

    [TestCase(999, true)]
    [TestCase(1001, false)]
    public void A_form_of_more_fields_than_anybody_sends_is_not_sorted(int fields, bool isSigned)
    {
        var body = Encoding.UTF8.GetBytes(string.Join('&', Enumerable.Range(0, fields).Select(i => $"f{i}=1")));
        var sign = () => new WebhookSigner(WebhookProviders.Mandrill.Scheme, Key).Sign(
            new OutgoingWebhook("msg_1", DateTimeOffset.UtcNow, body) { Url = "https://shop.example/mail" });

        if (isSigned)
        {
            sign().Should().ContainSingle();
        }
        else
        {
            sign.Should().Throw<ArgumentException>().WithMessage("A form has at most 1000 fields*");
        }
    }

    [Test]
    public void What_is_signed_for_a_known_provider_is_valid_with_each_of_two_secrets()
    {
        var body = Encoding.UTF8.GetBytes(Orders.PaidJson);
        WebhookSecret[] secrets = [Key, WebhookSecret.Parse("another", SecretFormat.Text)];

        foreach (var scheme in new[] { WebhookProviders.GitHub.Scheme, WebhookProviders.Stripe.Scheme })
        {
            var lines = new WebhookSigner(scheme, secrets).Sign(new OutgoingWebhook("msg_1", DateTimeOffset.UtcNow, body));
            var request = new WebhookRequest<WebhookHeaders>("POST", null, new WebhookHeaders(lines), body);

            new WebhookVerifier(scheme, secrets[0]).Verify(in request).IsValid.Should().BeTrue();
            new WebhookVerifier(scheme, secrets[1]).Verify(in request).IsValid.Should().Be(scheme == WebhookProviders.Stripe.Scheme, "GitHub has room for one");
        }
    }

    [Test]
    public void A_foreign_event_is_named_after_its_provider_and_known_again_by_its_body_where_the_id_is_not_signed()
    {
        var handled = new List<UnknownEvent>();
        using var host = Shop(WebhookProviders.GitHub, handled);

        Receive(host, WebhookProviders.GitHub, """{"ref":"main"}""", [new("X-GitHub-Event", "push"), new("X-GitHub-Delivery", "1")])
            .Should().Be(ReceiveOutcome.Accepted);
        Receive(host, WebhookProviders.GitHub, """{"ref":"main"}""", [new("X-GitHub-Event", "push"), new("X-GitHub-Delivery", "2")])
            .Should().Be(ReceiveOutcome.Duplicate);

        handled.Should().ContainSingle().Which.Event.Should().Be("github.push");
        var kept = host.Delivery("handler:on-UnknownEvent").Message.Headers;
        kept.Should().ContainSingle().Which.Should().Be(new KeyValuePair<string, string>("webhook-id", "1"));
    }

    [Test]
    public void An_id_within_the_signed_body_tells_duplicates()
    {
        var handled = new List<UnknownEvent>();
        using var host = Shop(WebhookProviders.Stripe, handled);

        Receive(host, WebhookProviders.Stripe, """{"id":"evt_1","type":"invoice.paid"}""").Should().Be(ReceiveOutcome.Accepted);
        Receive(host, WebhookProviders.Stripe, """{"id":"evt_1","type":"invoice.paid","again":true}""").Should().Be(ReceiveOutcome.Duplicate);
        Receive(host, WebhookProviders.Stripe, """{"id":"evt_2","type":"invoice.paid"}""").Should().Be(ReceiveOutcome.Accepted);

        handled.Should().HaveCount(2).And.OnlyContain(each => each.Event == "stripe.invoice.paid");
    }

    [Test]
    public void A_source_that_knows_no_duplicates_handles_each()
    {
        var handled = new List<UnknownEvent>();
        using var host = Shop(WebhookProviders.GitHub, handled, deduplicate: false);

        for (var time = 0; time < 2; time++)
        {
            Receive(host, WebhookProviders.GitHub, "{}", [new("X-GitHub-Event", "push"), new("X-GitHub-Delivery", "1")])
                .Should().Be(ReceiveOutcome.Accepted);
        }

        handled.Should().HaveCount(2);
    }

    [TestCase("""{"id":"evt_1"}""")]
    [TestCase("""{"id":"evt_1","type":"a","type":"b"}""")]
    [TestCase("""{"id":"evt_1","type":"\ud800"}""")]
    [TestCase("""{"id":"evt_1","type":"line\nbreak"}""")]
    [TestCase("""no JSON""")]
    [TestCase("""7""")]
    public void A_signed_body_without_an_event_type_is_malformed(string body)
    {
        using var host = Shop(WebhookProviders.Stripe, []);

        host.Verify(Request(host, WebhookProviders.Stripe, body, [])).Failure.Should().Be(VerificationFailure.MalformedPayload);
    }

    [Test]
    public void An_application_declares_a_provider_of_its_own_and_a_form_or_a_list_becomes_an_object()
    {
        var acme = new WebhookProvider
        {
            Name = "acme",
            Scheme = new HmacScheme
            {
                SignatureHeaders = ["X-Acme-Signature"],
                SignedContent = "{method} {url} {body}",
                Algorithm = SignatureAlgorithm.HmacSha512,
                Encoding = SignatureEncoding.Base64,
                SecretFormat = SecretFormat.Hex,
            },
            EventType = [WebhookField.Constant("batch")],
            ContentTypes = ["application/json", "application/x-www-form-urlencoded"],
        };
        var handled = new List<UnknownEvent>();
        using var host = Shop(acme, handled, "0a1b2c", "https://shop.example/hooks/acme");

        Receive(host, acme, """[{"a":1}]""").Should().Be(ReceiveOutcome.Accepted);
        Receive(host, acme, "a=1&b=x+%26y&b=2", [new("content-type", "application/x-www-form-urlencoded")]).Should().Be(ReceiveOutcome.Accepted);

        handled.Should().HaveCount(2).And.OnlyContain(each => each.Event == "acme.batch");
        handled[0].UnknownFields!["items"].GetRawText().Should().Be("""[{"a":1}]""");
        handled[1].UnknownFields!["b"].GetRawText().Should().Be("""["x \u0026y","2"]""");
    }

    private static TestHost Shop(WebhookProvider provider, List<UnknownEvent> handled, string secret = Secret, string? url = null, bool deduplicate = true)
    {
        return TestHost.Started(shop => shop
            .AddSource("shop", provider, source =>
            {
                source.PublicUrl = url;
                source.Deduplicate = deduplicate;
                source.AddSecret(secret);
            })
            .On<UnknownEvent>((each, _, _) =>
            {
                handled.Add(each);
                return Task.CompletedTask;
            }));
    }

    private static WebhookRequest<WebhookHeaders> Request(
        TestHost host, WebhookProvider provider, string body, IReadOnlyList<KeyValuePair<string, string>> lines)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var secret = WebhookSecret.Parse(provider.Scheme.SecretFormat == SecretFormat.Hex ? "0a1b2c" : Secret, provider.Scheme.SecretFormat);
        var webhook = new OutgoingWebhook("msg_1", host.Time.GetUtcNow(), bytes) { Url = "https://shop.example/hooks/acme" };
        return new("POST", null, new WebhookHeaders([.. lines, .. new WebhookSigner(provider.Scheme, secret).Sign(webhook)]), bytes);
    }

    private static ReceiveOutcome Receive(
        TestHost host, WebhookProvider provider, string body, IReadOnlyList<KeyValuePair<string, string>>? lines = null)
    {
        var webhook = host.Verify(Request(host, provider, body, lines ?? [])).Webhook;
        webhook.Should().NotBeNull();
        return host.Run(() => host.Get<IWebhookReceiver>().AcceptAsync(webhook!.Value)).Outcome;
    }
}
