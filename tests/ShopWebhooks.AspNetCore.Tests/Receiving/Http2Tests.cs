using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.AspNetCore.Tests.Loopback;

namespace ShopWebhooks.AspNetCore.Tests.Receiving;

/// <summary>What HTTP/2 frames otherwise than HTTP/1.1 does.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class Http2Tests
{
    private const int Limit = 1000;

    private readonly CountingBody _counter = new();
    private LoopbackShop _shop = null!;
    private Http2Connection _connection = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _shop = await LoopbackShop.StartAsync(
            services: services => services.PostConfigure<ShopWebhooksOptions>(
                options => options.Sources[LoopbackShop.Source].MaxBodySize = Limit),
            routes: application =>
            {
                application.Use(_counter.InvokeAsync);
                application.MapShopWebhooks("/webhooks/{source}");
            },
            protocols: HttpProtocols.Http2);
        _connection = await Http2Connection.OpenAsync(_shop.Port);
    }

    [TearDown]
    public async Task DisposeAsync()
    {
        _connection.Dispose();
        await _shop.DisposeAsync();
    }

    [Test]
    public async Task A_signed_webhook_is_answered_200_and_handled()
    {
        var webhook = RawWebhook.Signed();

        (await SendAsync(1, webhook)).Should().Be(200);
        (await SendAsync(3, webhook.With("webhook-id", "another"))).Should().Be(401);

        (await _shop.Handler.NextAsync()).Context.Payload.ToArray().Should().Equal(webhook.Body);
    }

    [TestCase("webhook-id", 401)]
    [TestCase("webhook-timestamp", 401)]
    [TestCase("webhook-signature", 401)]
    [TestCase("content-type", 415)]
    public async Task A_header_line_that_is_there_twice_is_refused(string name, int status)
    {
        (await SendAsync(1, RawWebhook.Signed().Doubled(name))).Should().Be(status);

        _shop.Store.Adds.Should().BeEmpty();
    }

    [TestCase("webhook-signature")]
    [TestCase("webhook-id")]
    [TestCase("webhook-timestamp")]
    public async Task A_trailer_is_not_a_header(string name)
    {
        var webhook = RawWebhook.Signed();
        var trailer = KeyValuePair.Create(name, webhook.Value(name));

        (await SendAsync(1, webhook, KeyValuePair.Create(name, "forged"))).Should().Be(200);
        (await SendAsync(3, webhook.Without(name), trailer)).Should().Be(401);
    }

    [Test]
    public async Task A_request_that_is_taken_back_stores_nothing_and_leaves_its_connection_alone()
    {
        var webhook = RawWebhook.Signed();
        await _connection.SendHeadAsync(1, webhook);
        await _connection.SendBodyAsync(1, webhook.Body[..10], isLast: false);
        while (_counter.Read < 10)
        {
            await _counter.NextRoomAsync();
        }

        await _connection.ResetAsync(1);

        (await _counter.NextStatusAsync()).Should().BeOneOf(400, 408);
        _shop.Store.Adds.Should().BeEmpty();
        _shop.Logs.Alarming.Should().BeEmpty();
        (await SendAsync(3, webhook)).Should().Be(200);
    }

    [TestCase(+1)]
    [TestCase(-1)]
    public async Task A_body_of_another_length_than_was_announced_stores_nothing(int difference)
    {
        var webhook = RawWebhook.Signed();

        var status = await SendAsync(1, webhook.And("content-length", $"{webhook.Body.Length + difference}"));

        status.Should().NotBe(200);
        await _shop.StopAsync();
        _shop.Store.Adds.Should().BeEmpty();
        _shop.Logs.Alarming.Should().BeEmpty();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_body_over_the_limit_is_answered_413(bool isAnnounced)
    {
        var webhook = RawWebhook.Signed(new byte[Limit + 1], at: _shop.Clock.GetUtcNow());

        (await SendAsync(1, isAnnounced ? webhook.And("content-length", $"{Limit + 1}") : webhook)).Should().Be(413);

        _shop.Logs.Entries.Should().ContainSingle(entry => entry.EventId == 2000 && entry.Text.EndsWith("BodyTooLarge"));
    }

    private async Task<int?> SendAsync(int stream, RawWebhook webhook, params KeyValuePair<string, string>[] trailers)
    {
        await _connection.SendAsync(stream, webhook, trailers);
        return await _connection.ReadStatusAsync(stream);
    }
}
