using System.Net;
using Microsoft.Extensions.DependencyInjection;
using RichardSzalay.MockHttp;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Transports;

public sealed class HttpTransportTests
{
    [Test]
    public async Task An_attempt_is_one_post_of_the_body_with_its_headers()
    {
        using var mock = new MockHttpMessageHandler();
        mock.Expect(HttpMethod.Post, "https://crm.example/hooks?token=1")
            .WithContent("{}")
            .WithHeaders("webhook-id", "msg_1").WithHeaders("webhook-timestamp", "1").WithHeaders("webhook-signature", "v1,AA== v1,BB==")
            .With(request => request.Content!.Headers is { ContentType.MediaType: "application/json", ContentLength: 2 })
            .Respond(HttpStatusCode.NoContent);
        using var transport = Mocked(mock);
        var result = await transport.SendAsync(TestTransport.Guarded("https://crm.example/hooks?token=1"));
        result.Should().Be(new TransportResult(AttemptOutcome.Delivered) { StatusCode = 204 });
        mock.VerifyNoOutstandingExpectation();
    }

    [Test]
    public async Task The_user_agent_is_the_library_and_its_version()
    {
        var agent = "";
        using var mock = new MockHttpMessageHandler();
        mock.When("*").With(request => (agent = request.Headers.UserAgent.ToString()) is not null).Respond(HttpStatusCode.OK);
        using var transport = Mocked(mock);
        await transport.SendAsync(TestTransport.Guarded("https://crm.example/"));
        agent.Should().MatchRegex(@"^ShopWebhooks/\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$");
    }

    [Test]
    public async Task An_endpoints_own_headers_go_along_as_they_are()
    {
        using var mock = new MockHttpMessageHandler();
        mock.Expect("https://crm.example/")
            .WithHeaders("Authorization", "odd scheme; =x").WithHeaders("X-Shop", "1")
            .With(request => request.Content!.Headers.ContentLanguage.Single() == "de")
            .Respond(HttpStatusCode.OK);
        using var transport = Mocked(mock);
        await transport.SendAsync(TestTransport.Guarded(
            "https://crm.example/", new("Authorization", "odd scheme; =x"), new("X-Shop", "1"), new("Content-Language", "de")));
        mock.VerifyNoOutstandingExpectation();
    }

    [TestCase("ftp://crm.example/", "its scheme is ftp, where only https and http are carried over HTTP")]
    [TestCase("https://u:p@crm.example/", "it contains user info; put credentials into a header of the endpoint")]
    [TestCase("https://10.1/", "its host 10.0.0.1 is a private address, and the endpoint allows no network that contains it")]
    public async Task An_address_refused_as_written_rejects_and_reaches_no_handler(string address, string reason)
    {
        using var mock = new MockHttpMessageHandler();
        var any = mock.When("*").Respond(HttpStatusCode.OK);
        using var transport = Mocked(mock);
        (await transport.SendAsync(TestTransport.Guarded(address))).Should().Be(
            TransportResult.Rejected($"The address was refused and nothing was connected: {reason}."));
        mock.GetMatchCount(any).Should().Be(0);
    }

    [Test]
    public async Task A_header_with_a_line_break_rejects_and_reaches_no_handler()
    {
        using var mock = new MockHttpMessageHandler();
        var any = mock.When("*").Respond(HttpStatusCode.OK);
        using var transport = Mocked(mock);
        const string Injected = "a\r\nx-injected: 1";
        (await transport.SendAsync(TestTransport.Guarded("https://crm.example/", new KeyValuePair<string, string>("X-Shop", Injected))))
            .Should().Be(TransportResult.Rejected("A header line was refused and nothing was sent: "
                + "the value of 'X-Shop' has a line break or another character that is not printable ASCII."));
        var request = TestTransport.Request(TestTransport.Guarded("https://crm.example/"));
        (await transport.Transport.SendAsync(request with { ContentType = Injected }, default)).Should().Be(TransportResult.Rejected(
            "A header line was refused and nothing was sent: the content type is not printable ASCII."));
        (await transport.Transport.SendAsync(request with { SignatureHeaders = [new("webhook-id", Injected)] }, default)).Should().Be(
            TransportResult.Rejected("A header line was refused and nothing was sent: the value of 'webhook-id' is not printable ASCII."));
        mock.GetMatchCount(any).Should().Be(0);
    }

    [Test]
    public async Task What_is_sent_is_what_was_checked_although_its_list_changes()
    {
        var headers = new List<KeyValuePair<string, string>> { new("X-Shop", "1") };
        using var mock = new MockHttpMessageHandler();
        var sent = mock.When("*").WithHeaders("X-Shop", "1").Respond(HttpStatusCode.OK);
        using var transport = Mocked(mock);
        var endpoint = new WebhookEndpoint { Id = "shop", Address = new Uri("https://crm.example/"), Headers = headers };
        await transport.SendAsync(endpoint);

        headers[0] = new("X-Shop", "a\r\nx-injected: 1");

        (await transport.SendAsync(endpoint)).Outcome.Should().Be(AttemptOutcome.Delivered);
        mock.GetMatchCount(sent).Should().Be(2);
    }

    [Test]
    public async Task A_header_without_a_value_rejects_and_reaches_no_handler()
    {
        using var mock = new MockHttpMessageHandler();
        var any = mock.When("*").Respond(HttpStatusCode.OK);
        using var transport = Mocked(mock);
        (await transport.SendAsync(TestTransport.Guarded("https://crm.example/", new KeyValuePair<string, string>("X-Shop", null!))))
            .Should().Be(TransportResult.Rejected("A header line was refused and nothing was sent: the value of 'X-Shop' is missing."));
        mock.GetMatchCount(any).Should().Be(0);
    }

    [Test]
    public async Task It_is_the_deliverys_own_address_that_is_checked_and_used()
    {
        using var mock = new MockHttpMessageHandler();
        mock.Expect("https://other.example/").Respond(HttpStatusCode.OK);
        using var transport = Mocked(mock);
        var request = TestTransport.Request(TestTransport.Guarded("https://crm.example/"));
        (await transport.Transport.SendAsync(request with { Address = new Uri("https://10.0.0.1/") }, default))
            .Outcome.Should().Be(AttemptOutcome.Rejected);
        (await transport.Transport.SendAsync(request with { Address = new Uri("https://other.example/") }, default))
            .Outcome.Should().Be(AttemptOutcome.Delivered);
        mock.VerifyNoOutstandingExpectation();
    }

    [Test]
    public async Task The_answer_is_classified_at_the_time_it_came()
    {
        using var mock = new MockHttpMessageHandler();
        using var transport = Mocked(mock);
        var then = transport.Clock.GetUtcNow().AddMinutes(7).ToString("r");
        mock.When("*").Respond(HttpStatusCode.TooManyRequests, [new("Retry-After", then)], "text/plain", "slow\ndown");
        (await transport.SendAsync(TestTransport.Guarded("https://crm.example/"))).Should().Be(
            TransportResult.Failed("The endpoint answered 429.") with
            {
                StatusCode = 429,
                Response = "slow down",
                RetryAfter = TimeSpan.FromMinutes(7),
                PauseEndpoint = true,
            });
    }

    [Test]
    public async Task A_timeout_that_is_not_the_callers_fails()
    {
        using var mock = new MockHttpMessageHandler();
        mock.When("*").Throw(new TaskCanceledException("https://secret.example/?token=1"));
        using var transport = Mocked(mock);
        (await transport.SendAsync(TestTransport.Guarded("https://crm.example/"))).Should().Be(
            TransportResult.Failed("No connection was made in time."));
    }

    [TestCase(HttpRequestError.NameResolutionError, "The host's name cannot be resolved.")]
    [TestCase(HttpRequestError.ConnectionError, "The connection failed.")]
    [TestCase(HttpRequestError.SecureConnectionError, "The TLS handshake failed.")]
    [TestCase(HttpRequestError.ResponseEnded, "The connection was closed before the answer was complete.")]
    [TestCase(HttpRequestError.InvalidResponse, "The answer is not valid HTTP.")]
    [TestCase(HttpRequestError.HttpProtocolError, "The answer is not valid HTTP.")]
    [TestCase(HttpRequestError.ConfigurationLimitExceeded, "The answer's header lines are too long.")]
    [TestCase(HttpRequestError.ProxyTunnelError, "The proxy refused the connection.")]
    [TestCase(HttpRequestError.Unknown, "The request failed.")]
    public async Task A_failed_request_is_put_into_words_without_the_text_of_its_exception(HttpRequestError error, string expected)
    {
        using var mock = new MockHttpMessageHandler();
        mock.When("*").Throw(new HttpRequestException(error, "https://secret.example/?token=1"));
        using var transport = Mocked(mock);
        (await transport.SendAsync(TestTransport.Guarded("https://crm.example/?token=1"))).Should().Be(TransportResult.Failed(expected));
    }

    [Test]
    public async Task What_the_application_adds_to_the_client_holds_for_every_endpoint()
    {
        var seen = new List<Uri?>();
        using var mock = new MockHttpMessageHandler();
        mock.When("*").Respond(HttpStatusCode.OK);
        using var transport = Mocked(mock, client => client.AddHttpMessageHandler(() => new RecordingHandler(seen)));
        await transport.SendAsync(TestTransport.Guarded("https://crm.example/"));
        await transport.SendAsync(TestTransport.Loopback("https://127.0.0.1/", "erp"));
        seen.Should().Equal(new Uri("https://crm.example/"), new Uri("https://127.0.0.1/"));
    }

    private static TestTransport Mocked(MockHttpMessageHandler mock, Action<IHttpClientBuilder>? configure = null) => new(
        configure: client =>
        {
            client.ConfigurePrimaryHttpMessageHandler(() => mock);
            configure?.Invoke(client);
        },
        allowUnguarded: true);
}
