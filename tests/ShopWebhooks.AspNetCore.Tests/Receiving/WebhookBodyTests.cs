using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.AspNetCore.Tests.Loopback;

namespace ShopWebhooks.AspNetCore.Tests.Receiving;

internal sealed class WebhookBodyTests
{
    private const int Limit = 1000;
    private const int Largest = 64 * 1024 * 1024;
    private const string Pattern = "/webhooks/{source}";

    // One read may bring up to a buffer of the server's more than is allowed to be there.
    private const int MostRead = 8192;

    [TestCase("nobody", 404, 0)]
    [TestCase(LoopbackShop.Source, 413, 0)]
    public async Task What_its_length_or_its_source_already_refuses_is_answered_before_the_body_comes(string source, int status, int mostRead)
    {
        var counter = new CountingBody();
        await using var shop = await StartAsync(counter);
        using var connection = await shop.ConnectAsync();

        await connection.SendAsync(RawWebhook.Signed().To(source).Head("content-length: 1000000000\r\nexpect: 100-continue"));

        // Not 100: nobody asked for the body.
        (await connection.ReadAnswerAsync()).Status.Should().Be(status);
        counter.Read.Should().BeLessThanOrEqualTo(mostRead);
    }

    [Test]
    public async Task What_is_only_announced_takes_no_memory()
    {
        var counter = new CountingBody();
        await using var shop = await StartAsync(counter, limit: Largest);

        for (var i = 0; i < 10; i++)
        {
            using var connection = await shop.ConnectAsync();
            await connection.SendAsync(RawWebhook.Signed().Head($"content-length: {Largest}"));
            (await counter.NextRoomAsync()).Should().Be(64 * 1024);
        }
    }

    [Test]
    public async Task The_memory_of_a_body_grows_with_what_arrives()
    {
        var counter = new CountingBody();
        await using var shop = await StartAsync(counter, limit: Largest);
        using var connection = await shop.ConnectAsync();

        await connection.SendAsync(RawWebhook.Signed().Head($"content-length: {Largest}") + new string('x', 64 * 1024));

        var room = 0;
        while (room <= 64 * 1024)
        {
            room = await counter.NextRoomAsync();
        }

        room.Should().Be(3 * 64 * 1024);
    }

    [TestCase(64 * 1024)]
    [TestCase((64 * 1024) + 1)]
    [TestCase(4 * 64 * 1024)]
    [TestCase((4 * 64 * 1024) + 1)]
    [TestCase(3_000_000)]
    public async Task A_body_that_outgrows_its_first_memory_is_taken_whole(int length)
    {
        await using var shop = await StartAsync(new CountingBody(), limit: 3_000_000);
        var note = string.Concat(Enumerable.Range(0, length).Select(number => (char)('a' + (number % 26))));
        var webhook = RawWebhook.Signed($$"""{"event":"new_order","status":"paid","note":"{{note}}"}"""[..(length - 2)] + "\"}");

        (await shop.SendAsync(webhook)).Status.Should().Be(200);

        (await shop.Handler.NextAsync()).Context.Payload.Span.SequenceEqual(webhook.Body).Should().BeTrue();
    }

    [Test]
    public async Task A_sender_that_asks_first_is_told_to_continue()
    {
        await using var shop = await StartAsync(new CountingBody());
        using var connection = await shop.ConnectAsync();
        var webhook = RawWebhook.Signed();

        await connection.SendAsync(webhook.Head($"content-length: {webhook.Body.Length}\r\nexpect: 100-continue"));
        (await connection.ReadAnswerAsync()).Status.Should().Be(100);
        await connection.SendAsync(webhook.Body);

        (await connection.ReadAnswerAsync()).Status.Should().Be(200);
    }

    [Test]
    public async Task An_endless_body_is_read_to_the_limit_and_no_further()
    {
        var counter = new CountingBody();
        await using var shop = await StartAsync(counter);
        using var connection = await shop.ConnectAsync();
        var chunk = "64\r\n" + new string('x', 100) + "\r\n";

        // No last chunk ever comes: who waited for the end would not answer.
        await connection.SendAsync(RawWebhook.Signed().Head("transfer-encoding: chunked"));
        for (var sent = 0; sent <= Limit; sent += 100)
        {
            await connection.SendAsync(chunk);
        }

        (await connection.ReadAnswerAsync()).Status.Should().Be(413);
        counter.Read.Should().BeLessThanOrEqualTo(MostRead);
        shop.Store.Adds.Should().BeEmpty();
    }

    [Test]
    public async Task The_limit_of_a_source_may_be_above_the_server_s()
    {
        await using var shop = await LoopbackShop.StartAsync(
            webhooks => webhooks.AddSource("large", source => source.AddSecret(LoopbackShop.Secret).MaxBodySize = 50_000_000),
            services => services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(
                kestrel => kestrel.Limits.MaxRequestBodySize = 10_000));
        var webhook = RawWebhook.Signed($$"""{"event":"new_order","status":"paid","note":"{{new string('x', 100_000)}}"}""").To("large");

        (await shop.SendAsync(webhook)).Status.Should().Be(200);
        (await shop.SendAsync(webhook.ToChunks(3000))).Status.Should().Be(200);
    }

    [TestCase("content-length: 5\r\ncontent-length: 6")]
    [TestCase("content-length: -1")]
    [TestCase("content-length: 99999999999999999999")]
    [TestCase("content-length: 0x10")]
    [TestCase("transfer-encoding: gzip")]
    public async Task Framing_that_is_no_http_is_answered_400_and_stores_nothing(string framing)
    {
        await using var shop = await StartAsync(new CountingBody());

        var answer = await shop.SendAsync(Encoding.ASCII.GetBytes(RawWebhook.Signed().Head(framing)));

        answer.Status.Should().Be(400);
        shop.Store.Adds.Should().BeEmpty();
        shop.Logs.Alarming.Should().BeEmpty();
    }

    [Test]
    public async Task A_length_that_is_too_short_cuts_the_body_and_fails_the_signature()
    {
        await using var shop = await StartAsync(new CountingBody());
        var webhook = RawWebhook.Signed();

        var answer = await shop.SendAsync([.. Encoding.ASCII.GetBytes(webhook.Head("content-length: 10")), .. webhook.Body]);

        answer.Status.Should().Be(401);
        shop.Store.Adds.Should().BeEmpty();
    }

    [TestCase("content-length: 500")]
    [TestCase("transfer-encoding: chunked")]
    public async Task A_sender_that_stops_halfway_stores_nothing_and_logs_no_error(string framing)
    {
        var counter = new CountingBody();
        await using var shop = await StartAsync(counter);
        using var connection = await shop.ConnectAsync();

        await connection.SendAsync(RawWebhook.Signed().Head(framing) + "20\r\n{\"event\"");
        await shop.Logs.WhenAsync(entry => entry.Text == CountingBody.Arrived);
        connection.EndSending();

        // Seen from within, since the server resets the connection: the body ended too early, or the request was aborted.
        (await counter.NextStatusAsync()).Should().BeOneOf(400, 408);
        await shop.Logs.WhenAsync(entry => entry.Text == CountingBody.Left);
        shop.Store.Adds.Should().BeEmpty();
        shop.Logs.Alarming.Should().BeEmpty();
    }

    [TestCase("content-length: 500")]
    [TestCase("transfer-encoding: chunked")]
    public async Task Senders_that_hang_up_store_nothing_and_log_no_error(string framing)
    {
        // More than one, because the server learns of it in two ways that race.
        for (var i = 0; i < 10; i++)
        {
            var counter = new CountingBody();
            await using var shop = await StartAsync(counter);
            using var connection = await shop.ConnectAsync();

            await connection.SendAsync(RawWebhook.Signed().Head(framing) + "20\r\n{\"event\"");
            await shop.Logs.WhenAsync(entry => entry.Text == CountingBody.Arrived);
            connection.Reset();

            (await counter.NextStatusAsync()).Should().BeOneOf(400, 408);
            await shop.Logs.WhenAsync(entry => entry.Text == CountingBody.Left);
            await shop.StopAsync();
            shop.Store.Adds.Should().BeEmpty();
            shop.Logs.Alarming.Where(entry => !IsDraining(entry)).Should().BeEmpty();
        }
    }

    [Test]
    public async Task A_sender_that_is_too_slow_for_the_request_s_timeout_is_not_told_200()
    {
        await using var shop = await LoopbackShop.StartAsync(
            services: services => services.AddRequestTimeouts(),
            routes: application =>
            {
                application.UseRequestTimeouts();
                application.MapShopWebhooks(Pattern).WithRequestTimeout(TimeSpan.FromMilliseconds(50));
            });
        using var connection = await shop.ConnectAsync();

        await connection.SendAsync(RawWebhook.Signed().Head("content-length: 500") + "{\"event\"");

        (await connection.ReadAnswerAsync()).Status.Should().Be(408);
        shop.Store.Adds.Should().BeEmpty();
        shop.Logs.Alarming.Where(entry => entry.Category.StartsWith("ShopWebhooks", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [TestCase("webhook-signature")]
    [TestCase("webhook-id")]
    [TestCase("webhook-timestamp")]
    public async Task A_trailer_is_not_a_header(string name)
    {
        await using var shop = await StartAsync(new CountingBody());
        var webhook = RawWebhook.Signed();
        var trailer = $"{name}: {webhook.Value(name)}\r\n";

        (await shop.SendAsync(webhook.ToChunks(10, $"{name}: forged\r\n"))).Status.Should().Be(200);
        (await shop.SendAsync(webhook.Without(name).ToChunks(10, trailer))).Status.Should().Be(401);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_body_that_a_middleware_has_read_and_rewound_is_verified_as_it_came(bool inChunks)
    {
        await using var shop = await LoopbackShop.StartAsync(routes: application =>
        {
            application.Use(async (http, next) =>
            {
                http.Request.EnableBuffering();
                await http.Request.Body.CopyToAsync(Stream.Null);
                http.Request.Body.Position = 0;
                await next(http);
            });
            application.MapShopWebhooks(Pattern);
        });
        var webhook = RawWebhook.Signed();

        var answer = await shop.SendAsync(inChunks ? webhook.ToChunks(9) : webhook.ToBytes());

        answer.Status.Should().Be(200);
        (await shop.Handler.NextAsync()).Context.Payload.ToArray().Should().Equal(webhook.Body);
    }

    [TestCase(true, false)]
    [TestCase(true, true)]
    [TestCase(false, false)]
    [TestCase(false, true)]
    public async Task A_body_that_a_middleware_has_consumed_is_verified_where_it_was_buffered(bool buffered, bool inChunks)
    {
        await using var shop = await LoopbackShop.StartAsync(routes: application =>
        {
            application.Use(async (http, next) =>
            {
                if (buffered)
                {
                    http.Request.EnableBuffering();
                }

                await http.Request.Body.CopyToAsync(Stream.Null);
                await next(http);
            });
            application.MapShopWebhooks(Pattern);
        });
        var webhook = RawWebhook.Signed();

        (await shop.SendAsync(inChunks ? webhook.ToChunks(9) : webhook.ToBytes())).Status.Should().Be(buffered ? 200 : 401);

        shop.Store.Adds.Should().HaveCount(buffered ? 1 : 0);
        shop.Logs.Alarming.Should().BeEmpty();
        shop.Logs.Entries.Where(entry => entry.EventId == 2005).Select(entry => entry.Text).Should().Equal(buffered ? [] :
        [
            "A request came with a body of which nothing was left to verify, and is refused for that, whatever reason is given next. If "
            + "something of the application reads it before (a middleware, model binding), verify before it is read, or call "
            + "Request.EnableBuffering() first; request decompression, too, changes what was signed",
        ]);
    }

    [Test]
    public async Task An_empty_body_is_no_hint_of_anything()
    {
        await using var shop = await LoopbackShop.StartAsync();

        (await shop.SendAsync(RawWebhook.Signed(""))).Status.Should().Be(400);

        shop.Logs.Entries.Should().NotContain(entry => entry.EventId == 2005);
    }

    [Test]
    public async Task A_body_of_which_a_middleware_has_read_a_part_fails_the_signature()
    {
        await using var shop = await LoopbackShop.StartAsync(routes: application =>
        {
            application.Use(async (http, next) =>
            {
                await http.Request.Body.ReadExactlyAsync(new byte[5]);
                await next(http);
            });
            application.MapShopWebhooks(Pattern);
        });

        (await shop.SendAsync(RawWebhook.Signed())).Status.Should().Be(401);
    }

    // The server complains of its own draining when it sees the reset while it cancels a read.
    private static bool IsDraining(LogEntry entry) => entry is { Category: "Microsoft.AspNetCore.Server.Kestrel", EventId: 67 };

    private static Task<LoopbackShop> StartAsync(CountingBody counter, int limit = Limit) => LoopbackShop.StartAsync(
        services: services => services.PostConfigure<ShopWebhooksOptions>(options => options.Sources[LoopbackShop.Source].MaxBodySize = limit),
        routes: application =>
        {
            application.Use(counter.InvokeAsync);
            application.MapShopWebhooks(Pattern);
        });
}
