using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Providers;

/// <summary>A signature is taken once, whatever is made of what it does not sign; and what is not the same is not taken for it.</summary>
internal sealed class ReplayTests
{
    private const string Url = "https://shop.example/hooks";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    [Test]
    public void A_signed_form_in_another_spelling_is_the_same(
        [Values("twilio", "mandrill")] string name, [Values("b=2&a=1", "a=%31&b=2", "a=1&b=2&a=1", "a1=&b2")] string again)
    {
        var provider = WebhookProviders.Find(name)!;
        using var host = Shop(provider, "token");
        var lines = Sign(provider, "token", "a=1&b=2");

        Receive(host, "a=1&b=2", lines).Should().Be("Accepted");
        Receive(host, again, lines).Should().Be("Duplicate");
        Receive(host, "a=1&b=3", Sign(provider, "token", "a=1&b=3")).Should().Be("Accepted");
    }

    [TestCase(" ")]
    [TestCase("""{"notificationItems":""", """{"live":"true","notificationItems":""")]
    public void A_notification_of_Adyen_with_what_is_not_signed_changed_is_the_same(string part, string? other = null)
    {
        var body = Encoding.UTF8.GetString(new WebhookSigner(WebhookProviders.Adyen.Scheme, WebhookSecret.Parse("0a1b", SecretFormat.Hex)).SignBody(
            new OutgoingWebhook("msg_1", Now, """{"notificationItems":[{"NotificationRequestItem":{"pspReference":"1"}}]}"""u8)));
        using var host = Shop(WebhookProviders.Adyen, "0a1b");

        Receive(host, body, []).Should().Be("Accepted");
        Receive(host, other is null ? body + part : body.Replace(part, other, StringComparison.Ordinal), []).Should().Be("Duplicate");
    }

    [Test]
    public void A_webhook_of_Plaid_is_known_by_when_it_was_made_since_its_body_is_the_same_each_time()
    {
        const string Body = """{"webhook_code":"SYNC_UPDATES_AVAILABLE","item_id":"1"}""";
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var host = Shop(WebhookProviders.Plaid, "client:secret", curve.ExportSubjectPublicKeyInfoPem());
        var first = Plaid(curve, Body, Now);

        Receive(host, Body, first).Should().Be("Accepted");
        Receive(host, Body, first).Should().Be("Duplicate");
        host.Advance(TimeSpan.FromDays(1));
        Receive(host, Body, Plaid(curve, Body, Now.AddDays(1))).Should().Be("Accepted");
    }

    [Test]
    public void Of_an_id_that_is_not_signed_and_a_time_that_is_the_time_tells_duplicates()
    {
        using var host = Shop(WebhookProviders.Zendesk, "secret");
        KeyValuePair<string, string> id = new("X-Zendesk-Webhook-Invocation-Id", "1");
        var first = Sign(WebhookProviders.Zendesk, "secret", """{"a":1}""");

        Receive(host, """{"a":1}""", [.. first, id]).Should().Be("Accepted");
        Receive(host, """{"a":1}""", [.. first, new(id.Key, "2")]).Should().Be("Duplicate");
        Receive(host, """{"a":1}""", [.. Sign(WebhookProviders.Zendesk, "secret", """{"a":1}""", Now.AddSeconds(1)), new(id.Key, "3")])
            .Should().Be("Accepted");
    }

    [Test]
    public void A_time_that_is_not_signed_makes_no_new_message()
    {
        using var host = Shop(WebhookProviders.Linear, "secret");
        var lines = Sign(WebhookProviders.Linear, "secret", """{"type":"Issue"}""");

        Receive(host, """{"type":"Issue"}""", [.. lines, new("Linear-Timestamp", "1700000000000")]).Should().Be("Accepted");
        Receive(host, """{"type":"Issue"}""", [.. lines, new("Linear-Timestamp", "1700000000001")]).Should().Be("Duplicate");
    }

    // Neither has a tolerance: they send again for days.
    [TestCase(7, "Accepted")]
    [TestCase(8, "TimestampTooOld")]
    public void What_is_older_than_duplicates_are_known_for_is_too_old(int days, string outcome)
    {
        var paypal = Read("paypal");
        using (var host = Shop(WebhookProviders.PayPal, paypal.Secrets[0], paypal.Key, Now.AddDays(days)))
        {
            Receive(host, paypal.Body, paypal.ToLines()).Should().Be(outcome);
        }

        var sns = Read("aws-sns");
        using (var host = Shop(WebhookProviders.AwsSns, sns.Secrets[0], sns.Key, Now.AddDays(days).AddSeconds(-1)))
        {
            Receive(host, sns.Body, sns.ToLines()).Should().Be(outcome);
        }

        static ProviderVector Read(string provider) => ProviderVector.Read(provider).Single(vector => vector.Name == "an event");
    }

    [TestCase("mailgun", "secret")]
    [TestCase("paypal", "1JE4291016473214C")]
    public void Duplicates_have_to_be_known_where_a_signature_fits_other_bodies(string name, string secret)
    {
        using var host = new TestHost(shop => shop.AddSource("shop", WebhookProviders.Find(name)!, source => source.AddSecret(secret).Deduplicate = false));

        host.Invoking(each => each.Start()).Should().Throw<OptionsValidationException>().Which.Failures.Should().Equal(
            $"AddSource(\"shop\"):Deduplicate: {name} does not sign the whole body, and one signature would serve for others; leave it true.");
    }

    private static TestHost Shop(WebhookProvider provider, string secret, string? key = null, DateTimeOffset? now = null) => TestHost.Started(
        shop =>
        {
            shop.Services.AddSingleton<IWebhookKeyFetcher>(new ServedKey(key));
            shop.AddSource("shop", provider, source => source.AddSecret(secret).PublicUrl = Url);
        },
        time: new ManualTimeProvider(now ?? Now));

    private static List<KeyValuePair<string, string>> Sign(WebhookProvider provider, string secret, string body, DateTimeOffset? at = null)
    {
        var webhook = new OutgoingWebhook("msg_1", at ?? Now, Encoding.UTF8.GetBytes(body)) { Url = Url };
        return [.. new WebhookSigner(provider.Scheme, WebhookSecret.Parse(secret, provider.Scheme.SecretFormat)).Sign(webhook)];
    }

    private static List<KeyValuePair<string, string>> Plaid(ECDsa curve, string body, DateTimeOffset at)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        var claims = $$"""{"iat":{{at.ToUnixTimeSeconds()}},"request_body_sha256":"{{hash}}"}""";
        var signed = $"{Base64Url.EncodeToString("""{"alg":"ES256","kid":"k"}"""u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        var signature = curve.SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256);
        return [new("Plaid-Verification", $"{signed}.{Base64Url.EncodeToString(signature)}")];
    }

    private static string Receive(TestHost host, string body, List<KeyValuePair<string, string>> lines)
    {
        var request = new WebhookRequest<WebhookHeaders>("POST", null, new WebhookHeaders(lines), Encoding.UTF8.GetBytes(body));
        var result = host.Run(() => host.Get<IWebhookReceiver>().VerifyAsync("shop", request).AsTask());
        return result.Webhook is { } webhook
            ? host.Run(() => host.Get<IWebhookReceiver>().AcceptAsync(webhook)).Outcome.ToString()
            : result.ToString();
    }
}
