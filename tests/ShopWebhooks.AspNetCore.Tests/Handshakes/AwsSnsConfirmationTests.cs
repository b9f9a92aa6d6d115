using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RichardSzalay.MockHttp;
using ShopWebhooks.AspNetCore.Tests.Loopback;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;

namespace ShopWebhooks.AspNetCore.Tests.Handshakes;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AwsSnsConfirmationTests
{
    private const string Topic = "arn:aws:sns:eu-west-1:111111111111:orders";
    private const string Url = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=" + Topic + "&Token=abc";
    private const string Certificate = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService.pem";

    private static readonly RSA Key = RSA.Create(2048);

    private readonly List<Uri> _called = [];
    private HttpStatusCode _answer = HttpStatusCode.OK;

    private static IEnumerable<string> Amazon =>
    [
        "https://sns.eu-west-1.amazonaws.com/",
        "https://SNS.eu-west-1.amazonaws.com/",
        "https://sns.cn-north-1.amazonaws.com.cn/",
        "https://sns.us-gov-west-1.amazonaws.com/",
    ];

    private static IEnumerable<string> Elsewhere =>
    [
        "http://sns.eu-west-1.amazonaws.com/",
        "https://sns.eu-west-1.amazonaws.com:8443/",
        "https://user@sns.eu-west-1.amazonaws.com/",
        "https://sns.eu-west-1.amazonaws.com.evil.example/",
        "https://evil.example/sns.eu-west-1.amazonaws.com/",
        "https://sns.evil.example.amazonaws.com/",
        "https://sns.s3.amazonaws.com/",
        "https://sns.s3-us-west-2.amazonaws.com/",
        "https://sns.eu-verylongname-1.amazonaws.com/",
        "https://sns.eu-a-b-c-d-1.amazonaws.com/",
        "https://bucket.s3.eu-west-1.amazonaws.com/",
        "https://xsns.eu-west-1.amazonaws.com/",
        "https://sns.eu-west-1.amazonaws.com./",
        "https://169.254.169.254/",
        "/relative/",
        "",
    ];

    [TestCaseSource(nameof(Amazon))]
    public async Task A_signed_confirmation_calls_its_URL_once_and_is_answered_200(string host)
    {
        await using var shop = await StartAsync();
        var url = host + "?Action=ConfirmSubscription&Token=abc";

        (await PostAsync(shop, Confirmation(url))).Status.Should().Be(200);

        _called.Should().Equal(new Uri(url));
        shop.StoredNothing();
    }

    [Test]
    public async Task A_stranger_s_confirmation_calls_nothing()
    {
        await using var shop = await StartAsync();
        var forged = Confirmation(Url);
        forged["SubscribeURL"] = Url + "d";

        (await PostAsync(shop, forged)).Status.Should().Be(401);
        (await PostAsync(shop, Confirmation(Url, topic: Topic + "-of-another"))).Status.Should().Be(401);

        _called.Should().BeEmpty();
    }

    [TestCaseSource(nameof(Elsewhere))]
    public async Task A_URL_anywhere_else_is_not_called_although_it_is_signed(string url)
    {
        await using var shop = await StartAsync();

        (await PostAsync(shop, Confirmation(url))).Status.Should().Be(400);

        _called.Should().BeEmpty();
        shop.StoredNothing();
        shop.Loopback.Logs.Entries.Should().Contain(entry => entry.EventId == 2012 && entry.Text.Contains("its SubscribeURL is not one of Amazon SNS"));
    }

    [TestCaseSource(nameof(Amazon))]
    [TestCaseSource(nameof(Elsewhere))]
    public async Task The_rule_for_it_is_that_for_the_certificate(string host)
    {
        await using var shop = await StartAsync();

        (await PostAsync(shop, Confirmation(Url, certificate: host + "a.pem"))).Status.Should().Be(Amazon.Contains(host) ? 200 : 401);
    }

    [TestCase(HttpStatusCode.InternalServerError)]
    [TestCase(HttpStatusCode.Redirect)]
    [TestCase(HttpStatusCode.Forbidden)]
    public async Task Where_the_call_fails_SNS_is_asked_to_repeat_it(HttpStatusCode status)
    {
        _answer = status;
        await using var shop = await StartAsync();

        var answer = await PostAsync(shop, Confirmation(Url));

        answer.Status.Should().Be(503);
        answer.Header("retry-after").Should().Be("30");
        _called.Should().ContainSingle("no redirect is followed");
        shop.StoredNothing();
    }

    [TestCase("Notification")]
    [TestCase("UnsubscribeConfirmation")]
    public async Task Everything_else_is_an_event(string type)
    {
        await using var shop = await StartAsync();

        (await PostAsync(shop, Signed(type, "SubscriptionConfirmation", Url, Topic, Certificate))).Status.Should().Be(200);

        _called.Should().BeEmpty();
        shop.Loopback.Store.Outcomes().Should().Equal(AddOutcome.Added);
    }

    private static Task<RawAnswer> PostAsync(HandshakeShop shop, Dictionary<string, string> message) =>
        shop.PostAsync(JsonSerializer.Serialize(message), ("content-type", "text/plain; charset=UTF-8"));

    private static Dictionary<string, string> Confirmation(string url, string topic = Topic, string certificate = Certificate) =>
        Signed("SubscriptionConfirmation", "You have chosen to subscribe to the topic.", url, topic, certificate);

    private static Dictionary<string, string> Signed(string type, string text, string url, string topic, string certificate)
    {
        // In the order in which they are signed; of a notification neither the URL nor the token is.
        var message = new Dictionary<string, string>
        {
            ["Message"] = text,
            ["MessageId"] = "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
            ["SubscribeURL"] = url,
            ["Timestamp"] = "2026-11-25T22:00:00.000Z",
            ["Token"] = "abc",
            ["TopicArn"] = topic,
            ["Type"] = type,
        };
        var signed = message.Where(field => type != "Notification" || field.Key is not ("SubscribeURL" or "Token"));
        var content = Encoding.UTF8.GetBytes(string.Concat(signed.Select(field => $"{field.Key}\n{field.Value}\n")));
        message["SignatureVersion"] = "2";
        message["Signature"] = Convert.ToBase64String(Key.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        message["SigningCertURL"] = certificate;
        return message;
    }

    private Task<HandshakeShop> StartAsync()
    {
        var http = new MockHttpMessageHandler();
        http.When("*").Respond(request =>
        {
            request.Method.Should().Be(HttpMethod.Get);
            _called.Add(request.RequestUri!);
            return new HttpResponseMessage(_answer) { Headers = { Location = new Uri("https://evil.example/") } };
        });
        return HandshakeShop.StartAsync(WebhookProviders.AwsSns, source => source.AddSecret(Topic), shop =>
        {
            shop.ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => http)).AllowUnguardedHandler();
            shop.Services.AddSingleton<IWebhookKeyFetcher>(new OneKey(Key.ExportSubjectPublicKeyInfoPem()));
        });
    }

    private sealed class OneKey(string pem) : IWebhookKeyFetcher
    {
        public ValueTask<ReadOnlyMemory<byte>?> FetchAsync(WebhookKeyReference key, CancellationToken cancellationToken) =>
            ValueTask.FromResult<ReadOnlyMemory<byte>?>(Encoding.ASCII.GetBytes(pem));
    }
}
