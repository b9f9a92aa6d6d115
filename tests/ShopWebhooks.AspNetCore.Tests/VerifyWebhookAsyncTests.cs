using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.AspNetCore.Tests.Loopback;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;

namespace ShopWebhooks.AspNetCore.Tests;

internal sealed class VerifyWebhookAsyncTests
{
    // A request with this header line is buffered by a middleware.
    private const string Buffered = "x-buffered";
    private const int Limit = 100_000;
    private const string MappedRoute = $"/webhooks/{LoopbackShop.Source}";

    private LoopbackShop _shop = null!;

    private static IEnumerable<string> Doors => [MappedRoute, "/minimal/verify", "/minimal/hand-over", "/mvc/verify", "/mvc/hand-over"];

    [OneTimeSetUp]
    public async Task StartAsync() => _shop = await LoopbackShop.StartAsync(
        services: services =>
        {
            services.AddControllers().AddApplicationPart(typeof(OrdersController).Assembly);
            services.PostConfigure<ShopWebhooksOptions>(options => options.Sources[LoopbackShop.Source].MaxBodySize = Limit);
        },
        routes: application =>
        {
            application.Use(async (http, next) =>
            {
                if (http.Request.Headers.ContainsKey(Buffered))
                {
                    http.Request.EnableBuffering();
                }

                await next(http);
            });
            application.MapControllers();
            application.MapShopWebhooks("/webhooks/{source}");
            application.MapPost("/minimal/verify", async (HttpRequest request) =>
                (await request.VerifyWebhookAsync(LoopbackShop.Source)).ToResult());
            application.MapPost("/minimal/nobody", async (HttpRequest request) => (await request.VerifyWebhookAsync("nobody")).ToResult());
            application.MapPost("/minimal/hand-over", async (HttpRequest request, IWebhookReceiver receiver) =>
            {
                var verification = await request.VerifyWebhookAsync(LoopbackShop.Source);
                return verification.Webhook is { } webhook
                    ? (await receiver.AcceptAsync(webhook)).ToResult()
                    : verification.ToResult();
            });
            application.MapPost("/minimal/nobody-then-somebody", async (HttpRequest request) =>
            {
                var unknown = await request.VerifyWebhookAsync("nobody");
                var known = await request.VerifyWebhookAsync(LoopbackShop.Source);
                using var reader = new StreamReader(request.Body);
                return Results.Text($"{unknown} {known} {await reader.ReadToEndAsync()}");
            });
            application.MapPost("/minimal/twice", async (HttpRequest request) =>
            {
                var first = await request.VerifyWebhookAsync(LoopbackShop.Source);
                return Results.Text($"{first} {await request.VerifyWebhookAsync(LoopbackShop.Source)}");
            });
            application.MapPost("/minimal/read", async (HttpRequest request) =>
            {
                await request.VerifyWebhookAsync(LoopbackShop.Source);
                var order = await request.ReadFromJsonAsync<NewOrder>();
                return order is { CustomerId: "SB-9921" } && order.Status == OrderStatus.Paid ? Results.Accepted() : Results.BadRequest();
            });
        });

    [OneTimeTearDown]
    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [SetUp]
    public void Forget()
    {
        _shop.Store.Adds.Clear();
        _shop.Store.AddInstead = null;
    }

    [TestCase("/minimal/verify")]
    [TestCase("/mvc/verify")]
    public async Task It_verifies_and_stores_nothing(string door)
    {
        var answer = await _shop.SendAsync(To(door));

        answer.Status.Should().Be(200);
        answer.Body.Should().BeEmpty();
        _shop.Store.Adds.Should().BeEmpty();
    }

    [TestCase("/minimal/hand-over")]
    [TestCase("/mvc/hand-over")]
    public async Task What_is_handed_over_is_stored_and_handled_once(string door)
    {
        var webhook = To(door);

        (await _shop.SendAsync(webhook)).Status.Should().Be(200);
        (await _shop.SendAsync(webhook)).Status.Should().Be(200);

        (await _shop.Handler.NextAsync()).SenderId.Should().Be(webhook.Id);
        _shop.Store.Outcomes(webhook.Id).Should().Equal(AddOutcome.Added, AddOutcome.Known);
    }

    [TestCaseSource(nameof(Doors))]
    public async Task What_is_refused_is_answered_as_on_the_mapped_route(string door)
    {
        (await StatusAsync(To(door).With("webhook-id", "another"))).Should().Be(401);
        (await StatusAsync(To(door).Without("webhook-timestamp"))).Should().Be(401);
        (await StatusAsync(To(door).With("content-type", "text/plain"))).Should().Be(415);
        (await StatusAsync(To(door, "[]"))).Should().Be(400);
        (await StatusAsync(To(door, new string('x', Limit + 1)))).Should().Be(413);
        _shop.Store.Adds.Should().BeEmpty();
    }

    [Test, Combinatorial]
    public async Task A_body_in_chunks_is_taken_up_to_the_limit_exactly(
        [ValueSource(nameof(Doors))] string door, [Values(1, 1000, Limit + 1)] int size)
    {
        var longest = PingOf(Limit);
        var tooLong = To(door, PingOf(Limit + 1));

        (await _shop.SendAsync(To(door, longest).ToChunks(size))).Status.Should().Be(200);
        (await _shop.SendAsync(tooLong.ToChunks(size))).Status.Should().Be(413);

        _shop.Logs.Entries.Last(entry => entry.EventId == 2000).Text.Should().Be(
            $"A request to source '{LoopbackShop.Source}' was refused: BodyTooLarge");
        _shop.Logs.Alarming.Should().BeEmpty();
    }

    [TestCaseSource(nameof(Doors))]
    public async Task Chunks_that_are_nearly_all_framing_are_refused_as_too_long(string door)
    {
        var refused = _shop.Logs.Entries.Count(entry => entry.EventId == 2000);
        var extension = ";" + new string('x', 1000) + "\r\n";
        var body = string.Concat(RawWebhook.Order.Select(each => "1" + extension + each + "\r\n"));
        var padded = string.Concat(Enumerable.Repeat("1" + extension + " \r\n", 1000));

        (await _shop.SendAsync(Encoding.Latin1.GetBytes(To(door).Head("transfer-encoding: chunked") + body + padded + "0\r\n\r\n")))
            .Status.Should().Be(413);

        _shop.Logs.Entries.Where(entry => entry.EventId == 2000).Skip(refused).Should().ContainSingle().Which.Text.Should().EndWith("BodyTooLarge");
    }

    [TestCaseSource(nameof(Doors))]
    public async Task Chunks_that_are_no_http_are_answered_400(string door)
    {
        (await _shop.SendAsync(Encoding.Latin1.GetBytes(To(door).Head("transfer-encoding: chunked") + "5\r\n{\"eve\r\nno number\r\n")))
            .Status.Should().Be(400);
        _shop.Store.Adds.Should().BeEmpty();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Asking_for_an_unknown_source_first_leaves_the_body_alone(bool inChunks)
    {
        var webhook = To("/minimal/nobody-then-somebody");

        var answer = await _shop.SendAsync(inChunks ? webhook.ToChunks(9) : webhook.ToBytes());

        Text(answer).Should().Be($"UnknownSource valid {RawWebhook.Order}");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Verifying_twice_is_the_same_as_once(bool inChunks)
    {
        var webhook = To("/minimal/twice");

        Text(await _shop.SendAsync(inChunks ? webhook.ToChunks(9) : webhook.ToBytes())).Should().Be("valid valid");
    }

    [Test]
    public async Task An_unknown_source_is_answered_404() => (await StatusAsync(To("/minimal/nobody"))).Should().Be(404);

    [TestCase("/minimal/hand-over")]
    [TestCase("/mvc/hand-over")]
    public async Task What_cannot_be_kept_is_answered_503_with_the_time_to_come_back(string door)
    {
        _shop.Store.AddInstead = message => new AddResult(AddOutcome.Full, message.Message.Id);

        var answer = await _shop.SendAsync(To(door));

        answer.Status.Should().Be(503);
        answer.Header("retry-after").Should().Be("30");
        answer.Body.Should().BeEmpty();
    }

    [TestCase("/minimal/read", false)]
    [TestCase("/minimal/read", true)]
    [TestCase("/mvc/bind", false)]
    [TestCase("/mvc/bind", true)]
    public async Task The_body_is_still_there_for_who_binds_it_afterwards(string door, bool inChunks)
    {
        var webhook = To(door);

        (await _shop.SendAsync(inChunks ? webhook.ToChunks(9) : webhook.ToBytes())).Status.Should().Be(202);
    }

    [Test]
    public async Task What_fails_verification_is_not_bound() =>
        (await StatusAsync(To("/mvc/bind").With("webhook-id", "another"))).Should().Be(401);

    [TestCase("/mvc/too-late", 200, false)]
    [TestCase("/mvc/too-late", 200, true)]
    [TestCase("/minimal/read", 202, false)]
    [TestCase("/minimal/read", 202, true)]
    public async Task A_buffered_body_may_be_read_before_and_after(string door, int status, bool inChunks)
    {
        var webhook = To(door).And(Buffered, "yes");

        (await _shop.SendAsync(inChunks ? webhook.ToChunks(9) : webhook.ToBytes())).Status.Should().Be(status);
    }

    [Test]
    public async Task It_says_what_is_missing_when_the_library_is_not_registered()
    {
        var http = new DefaultHttpContext { RequestServices = new ServiceCollection().BuildServiceProvider() };

        var verify = () => http.Request.VerifyWebhookAsync(LoopbackShop.Source);

        await verify.Should().ThrowAsync<InvalidOperationException>().WithMessage("*IWebhookReceiver*");
    }

    [Test]
    public async Task What_was_verified_carries_what_a_controller_needs()
    {
        var webhook = RawWebhook.Signed();
        var http = new DefaultHttpContext { RequestServices = _shop.Services };
        http.Request.Body = new MemoryStream(webhook.Body);
        foreach (var (name, value) in webhook.Lines)
        {
            http.Request.Headers.Append(name, value);
        }

        var verified = (await http.Request.VerifyWebhookAsync(LoopbackShop.Source)).Webhook!.Value;

        verified.Id.Should().Be(webhook.Id);
        verified.EventType.Should().Be("new_order");
        verified.Source.Should().Be(LoopbackShop.Source);
        verified.Timestamp.Should().Be(_shop.Clock.GetUtcNow());
        Encoding.UTF8.GetString(verified.Body.Span).Should().Be(RawWebhook.Order);
    }

    private static string Text(RawAnswer answer) => Encoding.UTF8.GetString(answer.Body);

    // No handler takes it, so that no other test sees it handled.
    private static string PingOf(int length)
    {
        const string Start = "{\"event\":\"ping\",\"note\":\"";
        return Start + new string('x', length - Start.Length - 2) + "\"}";
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
        if (answer.Status < 500)
        {
            answer.Body.Should().BeEmpty();
        }

        return answer.Status;
    }
}
