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
    private LoopbackShop _shop = null!;

    private static IEnumerable<string> Doors => ["/minimal/verify", "/minimal/hand-over", "/mvc/verify", "/mvc/hand-over"];

    [OneTimeSetUp]
    public async Task StartAsync() => _shop = await LoopbackShop.StartAsync(
        services: services => services.AddControllers().AddApplicationPart(typeof(OrdersController).Assembly),
        routes: application =>
        {
            application.MapControllers();
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
        (await StatusAsync(To(door, new string('x', 1024 * 1024 + 1)))).Should().Be(413);
        _shop.Store.Adds.Should().BeEmpty();
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

    [Test]
    public async Task Verifying_after_the_body_was_bound_is_an_error_that_names_the_cure()
    {
        (await StatusAsync(To("/mvc/too-late"))).Should().Be(500);

        (await _shop.Logs.WhenAsync(entry => entry.Exception is InvalidOperationException)).Exception!.Message.Should().StartWith(
            "The request's body has been read before it could be verified; verify first, ");
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
