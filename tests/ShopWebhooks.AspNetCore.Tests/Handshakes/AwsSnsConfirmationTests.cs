using System.Net;
using Microsoft.Extensions.DependencyInjection;
using RichardSzalay.MockHttp;
using ShopWebhooks.Storage;

namespace ShopWebhooks.AspNetCore.Tests.Handshakes;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AwsSnsConfirmationTests
{
    private const string Url = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-west-1:1:t&Token=abc";

    private readonly List<Uri> _called = [];
    private HttpStatusCode _answer = HttpStatusCode.OK;

    [TestCase(Url)]
    [TestCase("https://sns.cn-north-1.amazonaws.com.cn/?Action=ConfirmSubscription")]
    [TestCase("https://sns.us-gov-west-1.amazonaws.com/?Action=ConfirmSubscription")]
    public async Task A_signed_confirmation_calls_its_URL_once_and_is_answered_200(string url)
    {
        await using var shop = await StartAsync();

        (await shop.SignedAsync(Confirmation(url))).Status.Should().Be(200);

        _called.Should().Equal(new Uri(url));
        shop.StoredNothing();
    }

    [Test]
    public async Task A_stranger_s_confirmation_calls_nothing()
    {
        await using var shop = await StartAsync();

        (await shop.PostAsync(Confirmation(Url))).Status.Should().Be(401);

        _called.Should().BeEmpty();
    }

    [TestCase("http://sns.eu-west-1.amazonaws.com/")]
    [TestCase("https://sns.eu-west-1.amazonaws.com:8443/")]
    [TestCase("https://user@sns.eu-west-1.amazonaws.com/")]
    [TestCase("https://sns.eu-west-1.amazonaws.com.evil.example/")]
    [TestCase("https://evil.example/sns.eu-west-1.amazonaws.com")]
    [TestCase("https://sns.evil.example.amazonaws.com/")]
    [TestCase("https://sns.s3.amazonaws.com/")]
    [TestCase("https://sns.s3-us-west-2.amazonaws.com/")]
    [TestCase("https://bucket.s3.eu-west-1.amazonaws.com/")]
    [TestCase("https://xsns.eu-west-1.amazonaws.com/")]
    [TestCase("https://sns.eu-west-1.amazonaws.com./")]
    [TestCase("https://169.254.169.254/")]
    [TestCase("/relative")]
    [TestCase("")]
    public async Task A_URL_anywhere_else_is_not_called_although_it_is_signed(string url)
    {
        await using var shop = await StartAsync();

        (await shop.SignedAsync(Confirmation(url))).Status.Should().Be(400);

        _called.Should().BeEmpty();
        shop.StoredNothing();
        shop.Loopback.Logs.Entries.Should().Contain(entry => entry.EventId == 2012 && entry.Text.Contains("its SubscribeURL is not one of Amazon SNS"));
    }

    [TestCase(HttpStatusCode.InternalServerError)]
    [TestCase(HttpStatusCode.Redirect)]
    [TestCase(HttpStatusCode.Forbidden)]
    public async Task Where_the_call_fails_SNS_is_asked_to_repeat_it(HttpStatusCode status)
    {
        _answer = status;
        await using var shop = await StartAsync();

        var answer = await shop.SignedAsync(Confirmation(Url));

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

        (await shop.SignedAsync($$"""{"Type":"{{type}}","Message":"SubscriptionConfirmation","SubscribeURL":"{{Url}}"}""")).Status.Should().Be(200);

        _called.Should().BeEmpty();
        shop.Loopback.Store.Outcomes().Should().Equal(AddOutcome.Added);
    }

    private static string Confirmation(string url) =>
        $$"""{"Type":"SubscriptionConfirmation","TopicArn":"arn:aws:sns:eu-west-1:1:t","Token":"abc","SubscribeURL":"{{url}}"}""";

    private Task<HandshakeShop> StartAsync()
    {
        var http = new MockHttpMessageHandler();
        http.When("*").Respond(request =>
        {
            request.Method.Should().Be(HttpMethod.Get);
            _called.Add(request.RequestUri!);
            return new HttpResponseMessage(_answer) { Headers = { Location = new Uri("https://evil.example/") } };
        });
        return HandshakeShop.StartAsync(Senders.AwsSns, webhooks: shop => shop
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => http)).AllowUnguardedHandler());
    }
}
