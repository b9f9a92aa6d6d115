using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.AspNetCore.Tests.Loopback;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;

namespace ShopWebhooks.AspNetCore.Tests;

internal sealed class VerifyWebhookTests
{
    // A request with this header line is buffered, and read, by a middleware.
    private const string Buffered = "x-buffered";
    private const string ShortCircuit = "/raw/short-circuit";
    private const int Limit = 100_000;

    private int _called;
    private Endpoint? _endpoint;
    private Exception? _thrown;
    private LoopbackShop _shop = null!;

    private static IEnumerable<string> Binding =>
    [
        "/minimal/call", "/minimal/attribute", "/minimal/method", "/minimal/both", "/minimal/parameter", "/minimal/parameter/attribute",
        "/minimal/shopbotly/call", "/minimal/shopbotly/parameter", "/minimal/nobody/named",
        "/group/call", "/mvc/attribute", "/mvc/shopbotly/attribute", "/mvc/verified",
        "/conventional/Receive", "/dynamic/anything", "/fallback/anything",
    ];

    private static IEnumerable<string> Raw => ["/raw/body", "/raw/pipe", "/raw/metadata", ShortCircuit];

    private static IEnumerable<string> All => [.. Binding, .. Raw];

    [OneTimeSetUp]
    public async Task StartAsync() => _shop = await LoopbackShop.StartAsync(
        services: services =>
        {
            services.AddControllersWithViews().AddApplicationPart(typeof(VerifiedController).Assembly);
            services.AddSingleton<ToConventionalController>();
            services.PostConfigure<ShopWebhooksOptions>(options => options.Sources[LoopbackShop.Source].MaxBodySize = Limit);
        },
        routes: application =>
        {
            application.Use(async (http, next) =>
            {
                _endpoint = http.GetEndpoint();
                if (http.Request.Headers.ContainsKey(Buffered))
                {
                    http.Request.EnableBuffering();
                    await http.Request.Body.CopyToAsync(Stream.Null);
                }

                try
                {
                    await next(http);
                }
                catch (Exception exception)
                {
                    _thrown = exception;
                    throw;
                }
            });
            application.MapControllers();
            application.MapPost("/minimal/call", Bind).VerifyWebhook(LoopbackShop.Source);
            application.MapPost(
                "/minimal/attribute", [VerifyWebhook(LoopbackShop.Source)] ([FromBody] NewOrder order, HttpRequest request) => Bind(order, request));
            application.MapPost("/minimal/method", BindVerified);
            application.MapPost("/minimal/both", BindVerified).VerifyWebhook("ShopBotly").VerifyWebhook();
            application.MapPost("/minimal/parameter", (Webhook<NewOrder> hook) => Answer(hook)).VerifyWebhook(LoopbackShop.Source);
            application.MapPost("/minimal/parameter/attribute", [VerifyWebhook(LoopbackShop.Source)] (Webhook<NewOrder> hook) => Answer(hook));
            application.MapPost("/minimal/{source}/call", Bind).VerifyWebhook();
            application.MapPost("/minimal/{source}/named", Bind).VerifyWebhook(LoopbackShop.Source);
            application.MapPost("/minimal/{source}/parameter", (Webhook<NewOrder> hook) => Answer(hook));
            application.MapGroup("/group").VerifyWebhook(LoopbackShop.Source).MapPost("/call", Bind);
            application.MapPost("/raw/body", EchoAsync).VerifyWebhook(LoopbackShop.Source);
            application.MapPost("/raw/pipe", http => AnswerAsync(http, http.Request.BodyReader.AsStream())).VerifyWebhook(LoopbackShop.Source);
            application.MapPost("/raw/metadata", EchoAsync).WithMetadata(new VerifyWebhookAttribute(LoopbackShop.Source));
            application.MapPost(ShortCircuit, EchoAsync).VerifyWebhook(LoopbackShop.Source).ShortCircuit();
            application.MapControllerRoute("conventional", "/conventional/{action}", new { controller = "Conventional" });
            application.MapDynamicControllerRoute<ToConventionalController>("/dynamic/{**path}");
            application.MapFallbackToController("/fallback/{**path}", nameof(ConventionalController.Receive), "Conventional");
            application.MapPost("/raw/timeout", EchoAsync).VerifyWebhook(LoopbackShop.Source).WithMetadata(new RequestTimeoutAttribute(60 * 60 * 1000));
            application.MapPost("/raw/nobody", _ => Task.CompletedTask).VerifyWebhook("nobody");
            application.MapPost("/raw/throws", _ => throw new Microsoft.AspNetCore.Http.BadHttpRequestException("The application's own.", 418))
                .VerifyWebhook(LoopbackShop.Source);
            application.MapPost("/minimal/hand-over", async (Webhook<WebhookEvent> hook, IWebhookReceiver receiver) =>
                (await receiver.AcceptAsync(hook.Verified)).ToResult()).VerifyWebhook(LoopbackShop.Source);
            application.MapPost("/unverified", (HttpRequest request) => request.GetVerifiedWebhook().Id);

            Task EchoAsync(HttpContext http) => AnswerAsync(http, http.Request.Body);

            async Task AnswerAsync(HttpContext http, Stream body)
            {
                _called++;
                var read = new MemoryStream();
                await body.CopyToAsync(read);
                http.Response.ContentLength = read.Length;
                await http.Response.Body.WriteAsync(read.ToArray());
            }

            IResult Bind([FromBody] NewOrder order, HttpRequest request)
            {
                _called++;
                return Results.Text($"{order.CustomerId} {request.GetVerifiedWebhook().Id}");
            }

            [VerifyWebhook(LoopbackShop.Source)]
            IResult BindVerified([FromBody] NewOrder order, HttpRequest request) => Bind(order, request);

            IResult Answer(Webhook<NewOrder> hook)
            {
                _called++;
                return Results.Text($"{hook.Payload.CustomerId} {hook.Verified.Id}");
            }
        });

    [OneTimeTearDown]
    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [SetUp]
    public void Forget()
    {
        _shop.Store.Adds.Clear();
        _called = 0;
        _thrown = null;
    }

    [Test, Combinatorial]
    public async Task A_signed_webhook_is_verified_once_and_bound([ValueSource(nameof(Binding))] string door, [Values] bool inChunks, [Values] bool buffered)
    {
        var webhook = To(door);
        if (buffered)
        {
            webhook.And(Buffered, "yes");
        }

        var answer = await _shop.SendAsync(inChunks ? webhook.ToChunks(9) : webhook.ToBytes());

        answer.Status.Should().Be(200);
        Encoding.UTF8.GetString(answer.Body).Should().Be($"SB-9921 {webhook.Id}");
        _shop.Store.Adds.Should().BeEmpty();
    }

    [Test, Combinatorial]
    public async Task The_bytes_are_put_back_as_they_came([ValueSource(nameof(Raw))] string door, [Values] bool inChunks)
    {
        var webhook = To(door, " {\"event\":\"new_order\",\r\n\"status\" : \"paid\",\"note\":\"\\u00e9é\"}\n");

        var answer = await _shop.SendAsync(inChunks ? webhook.ToChunks(9) : webhook.ToBytes());

        answer.Body.Should().Equal(webhook.Body);
    }

    [TestCaseSource(nameof(All))]
    public async Task What_is_refused_is_answered_as_on_a_mapped_route_and_never_called(string door)
    {
        (await StatusAsync(To(door).With("webhook-id", "another"))).Should().Be(401);
        (await StatusAsync(To(door).Without("webhook-timestamp"))).Should().Be(401);
        (await StatusAsync(To(door, "{\"event\":").With("webhook-id", "another"))).Should().Be(401, "the signature comes before what is bound");
        (await StatusAsync(To(door, "{\"event\":"))).Should().Be(400);
        (await StatusAsync(To(door, new string('x', Limit + 1)))).Should().Be(413);

        _called.Should().Be(0);
        _shop.Store.Adds.Should().BeEmpty();
    }

    [TestCaseSource(nameof(All))]
    public async Task A_body_in_chunks_is_taken_up_to_the_limit_exactly(string door)
    {
        const string Start = "{\"event\":\"new_order\",\"customer_id\":\"SB-9921\",\"status\":\"paid\",\"note\":\"";

        (await _shop.SendAsync(To(door, Start + new string('x', Limit - Start.Length - 2) + "\"}").ToChunks(1000))).Status.Should().Be(200);
        (await _shop.SendAsync(To(door, Start + new string('x', Limit - Start.Length - 1) + "\"}").ToChunks(1000))).Status.Should().Be(413);
    }

    [TestCaseSource(nameof(All))]
    public async Task Chunks_that_are_no_http_are_answered_400(string door)
    {
        (await _shop.SendAsync(Encoding.Latin1.GetBytes(To(door).Head("transfer-encoding: chunked") + "5\r\n{\"eve\r\nno number\r\n")))
            .Status.Should().Be(400);
        _called.Should().Be(0);
        _thrown.Should().BeNull();
    }

    [TestCaseSource(nameof(All))]
    public async Task A_request_is_verified_and_counted_once(string door)
    {
        var refused = Refused();

        await _shop.SendAsync(To(door).Without("webhook-signature"));

        Refused().Should().Be(refused + 1);

        int Refused() => _shop.Logs.Entries.Count(entry => entry.EventId == 2000);
    }

    [TestCaseSource(nameof(Binding))]
    public async Task The_endpoint_says_what_a_middleware_shall_leave_alone(string door)
    {
        await _shop.SendAsync(To(door));
        var first = _endpoint!;
        await _shop.SendAsync(To(door));

        _endpoint.Should().BeSameAs(first, "it is made once");
        first.Metadata.GetMetadata<IAntiforgeryMetadata>()!.RequiresValidation.Should().BeFalse();
        first.Metadata.GetMetadata<HttpLoggingAttribute>()!.LoggingFields.Should().Be(HttpLoggingFields.None);
        first.Metadata.GetMetadata<RequestTimeoutAttribute>()!.Timeout.Should().Be(TimeSpan.FromSeconds(30));
    }

    [TestCase("/minimal/nobody/call")]
    [TestCase("/minimal/nobody/parameter")]
    [TestCase("/mvc/nobody/attribute")]
    [TestCase("/raw/nobody")]
    public async Task A_source_that_is_not_declared_is_answered_404_and_the_log_lists_those_that_are(string door)
    {
        (await StatusAsync(To(door))).Should().Be(404);

        (await _shop.Logs.WhenAsync(entry => entry.EventId == 2007)).Text.Should().Contain(LoopbackShop.Source);
        _called.Should().Be(0);
    }

    [TestCase("/mvc/verified/hand-over")]
    [TestCase("/minimal/hand-over")]
    public async Task What_is_handed_over_is_stored_once(string door)
    {
        var webhook = To(door);

        (await StatusAsync(webhook)).Should().Be(200);
        (await StatusAsync(webhook)).Should().Be(200);

        _shop.Store.Outcomes(webhook.Id).Should().Equal(AddOutcome.Added, AddOutcome.Known);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task What_is_verified_and_bound_can_be_verified_once_more(bool inChunks)
    {
        var webhook = To("/mvc/verified/again");

        (await _shop.SendAsync(inChunks ? webhook.ToChunks(9) : webhook.ToBytes())).Status.Should().Be(200);
    }

    [Test]
    public async Task What_the_endpoint_throws_is_its_own() => (await _shop.SendAsync(To("/raw/throws"))).Status.Should().Be(418);

    [Test]
    public async Task An_endpoint_that_is_not_verified_is_told_how_to_be()
    {
        (await _shop.SendAsync(To("/unverified"))).Status.Should().Be(500);

        (await _shop.Logs.WhenAsync(entry => entry.Exception is InvalidOperationException)).Exception!.Message.Should().Be(
            "The request was not verified before its endpoint was called; write [VerifyWebhook(\"source\")] or .VerifyWebhook(\"source\") on "
            + "the endpoint, or await Request.VerifyWebhookAsync(\"source\").");
    }

    [Test]
    public async Task Over_http_2_it_is_the_same()
    {
        await using var shop = await LoopbackShop.StartAsync(
            routes: application => application.MapPost("/hooks", (Webhook<NewOrder> hook) => hook.Payload.CustomerId).VerifyWebhook(LoopbackShop.Source),
            protocols: HttpProtocols.Http2);
        using var connection = await Http2Connection.OpenAsync(shop.Port);

        await connection.SendAsync(1, To("/hooks"));
        (await connection.ReadStatusAsync(1)).Should().Be(200);
        await connection.SendAsync(3, To("/hooks", "{").With("webhook-id", "another"));
        (await connection.ReadStatusAsync(3)).Should().Be(401);
    }

    [Test]
    public async Task The_endpoint_may_have_a_timeout_of_its_own()
    {
        await _shop.SendAsync(To("/raw/timeout"));

        _endpoint!.Metadata.GetMetadata<RequestTimeoutAttribute>()!.Timeout.Should().Be(TimeSpan.FromHours(1));
    }

    [Test]
    public async Task A_sender_that_is_too_slow_for_the_endpoint_s_own_timeout_is_not_told_200()
    {
        await using var shop = await LoopbackShop.StartAsync(
            services: services => services.AddRequestTimeouts(),
            routes: application =>
            {
                application.UseRequestTimeouts();
                application.MapPost("/hooks", Bind).VerifyWebhook(LoopbackShop.Source).WithRequestTimeout(TimeSpan.FromMilliseconds(50));
            });
        using var connection = await shop.ConnectAsync();

        await connection.SendAsync(To("/hooks").Head("content-length: 500") + "{\"event\"");

        (await connection.ReadAnswerAsync()).Status.Should().Be(408);

        static string Bind([FromBody] NewOrder order) => $"{order.CustomerId}";
    }

    [Test]
    public async Task In_a_group_that_asks_for_antiforgery_and_logs_bodies_a_webhook_is_taken_and_not_logged()
    {
        await using var shop = await LoopbackShop.StartAsync(
            services: services => services.AddAntiforgery().AddHttpLogging(_ => { }),
            routes: application =>
            {
                application.UseHttpLogging();
                application.UseAntiforgery();
                application.MapGroup("/hooks").WithMetadata(new RequireAntiforgeryTokenAttribute()).WithHttpLogging(HttpLoggingFields.All)
                    .MapPost("/orders", (Webhook<NewOrder> hook) => hook.Payload.CustomerId).VerifyWebhook(LoopbackShop.Source);
            });

        (await shop.SendAsync(To("/hooks/orders"))).Status.Should().Be(200);

        await shop.StopAsync();
        shop.Logs.Entries.Should().NotContain(entry => entry.Category.Contains("HttpLogging"));
    }

    [Test]
    public async Task No_answer_to_a_verified_request_is_kept_for_another()
    {
        var called = 0;
        await using var shop = await LoopbackShop.StartAsync(
            services: services => services.AddOutputCache(caching => caching.AddBasePolicy(policy => policy.Cache())),
            routes: application =>
            {
                application.UseOutputCache();
                application.MapGet("/hooks", () => ++called).VerifyWebhook(LoopbackShop.Source).CacheOutput();
                application.MapGet("/cached", () => ++called);
            });

        (await GetAsync("/hooks", "a")).Should().Be(200);
        (await GetAsync("/hooks", "another")).Should().Be(401);
        (await GetAsync("/cached", "a")).Should().Be(200);
        (await GetAsync("/cached", "another")).Should().Be(200);
        called.Should().Be(2, "everything else is cached");

        async Task<int> GetAsync(string path, string id)
        {
            var request = RawWebhook.Signed(id: "a").With("webhook-id", id);
            request.Method = "GET";
            request.Path = path;
            return (await shop.SendAsync(request)).Status;
        }
    }

    private static RawWebhook To(string door, string body = RawWebhook.Order)
    {
        var webhook = RawWebhook.Signed(body);
        webhook.Path = door;
        return webhook;
    }

    private async Task<int> StatusAsync(RawWebhook webhook)
    {
        var answer = await _shop.SendAsync(webhook);
        answer.Body.Should().BeEmpty();
        return answer.Status;
    }
}
