using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.AspNetCore.Tests.Loopback;
using ShopWebhooks.Events;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Tests.Receiving;

/// <summary>A body that the application has read too early is its own error; whatever a stranger sends is not.</summary>
internal sealed class ConsumedBodyTests
{
    // A request with this header line is buffered, and read, by a middleware.
    private const string Buffered = "x-buffered";

    private const string TooEarly =
        "The body of the request was read before it was verified, by model binding or a middleware, and nothing is left of it; verify before "
        + "it is read, by [VerifyWebhook(\"source\")] or .VerifyWebhook(\"source\") on the endpoint, or call Request.EnableBuffering() in a "
        + "middleware before anything reads it.";

    private static IEnumerable<WebhookProvider> SignedInTheBody =>
        WebhookProviders.All.Where(provider => provider.Scheme.ReadsHeaders.Count == 0 && provider.Scheme.SecretFormat != SecretFormat.PublicKey);

    [TestCase("/mvc/too-late", false)]
    [TestCase("/mvc/too-late", true)]
    [TestCase("/minimal/too-late", false)]
    [TestCase("/minimal/too-late", true)]
    public async Task A_body_that_was_bound_before_is_an_error_that_names_the_cure(string door, bool inChunks)
    {
        await using var shop = await StartAsync();
        var webhook = To(door);

        (await shop.SendAsync(inChunks ? webhook.ToChunks(9) : webhook.ToBytes())).Status.Should().Be(500);

        var error = await shop.Logs.WhenAsync(entry => entry.Exception is not null);
        error.Exception.Should().BeOfType<InvalidOperationException>().Which.Message.Should().Be(TooEarly);
        shop.Logs.Entries.Should().Contain(entry => entry.EventId == 2005);
    }

    [Test]
    public async Task It_is_that_error_too_where_the_signature_does_not_need_the_body()
    {
        await using var shop = await StartAsync();
        var webhook = To("/mvc/too-late", "");
        webhook.Body = System.Text.Encoding.UTF8.GetBytes(RawWebhook.Order);

        (await shop.SendAsync(webhook)).Status.Should().Be(500);
    }

    [TestCaseSource(nameof(SignedInTheBody))]
    public async Task It_is_that_error_too_where_the_signature_is_in_the_body(WebhookProvider provider)
    {
        Exception? thrown = null;
        await using var shop = await LoopbackShop.StartAsync(
            webhooks => webhooks.AddSource("partner", provider, source => source.AddSecret(new string('A', 64))),
            routes: application => application.MapPost("/hooks", async (HttpRequest request) =>
            {
                await request.Body.CopyToAsync(Stream.Null);
                try
                {
                    await request.VerifyWebhookAsync("partner");
                }
                catch (InvalidOperationException exception)
                {
                    thrown = exception;
                }
            }));
        var webhook = To("/hooks");
        webhook.Lines.Clear();

        await shop.SendAsync(webhook.And("content-type", provider.ContentTypes[0]));

        thrown.Should().NotBeNull();
        thrown!.Message.Should().Be(TooEarly);
    }

    [TestCase("webhook-signature")]
    [TestCase("webhook-timestamp")]
    public async Task Whoever_shows_no_signature_learns_nothing_of_such_an_error(string missing)
    {
        await using var shop = await StartAsync();

        (await shop.SendAsync(To("/mvc/too-late").Without(missing))).Status.Should().Be(401);

        shop.Logs.Alarming.Should().BeEmpty();
    }

    [Test]
    public async Task Over_http_2_it_is_the_same()
    {
        await using var shop = await StartAsync(HttpProtocols.Http2);
        using var connection = await Http2Connection.OpenAsync(shop.Port);

        await connection.SendAsync(1, To("/mvc/too-late"));
        (await connection.ReadStatusAsync(1)).Should().Be(500);
        await connection.SendAsync(3, Empty("/verify"));
        (await connection.ReadStatusAsync(3)).Should().Be(401);
        await connection.SendAsync(5, Empty("/verify").And("content-length", "0"));
        (await connection.ReadStatusAsync(5)).Should().Be(401);
        await connection.SendAsync(7, Empty("/verify").And("content-length", "5"));
        (await connection.ReadStatusAsync(7)).Should().NotBe(500);

        shop.Logs.Entries.Where(entry => entry.Exception is InvalidOperationException).Should().ContainSingle();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_body_in_which_nothing_was_sent_is_refused(bool inChunks)
    {
        await using var shop = await StartAsync();
        var webhook = Empty("/verify");

        (await shop.SendAsync(inChunks ? webhook.ToChunks(1) : webhook.ToBytes())).Status.Should().Be(401);

        shop.Logs.Alarming.Should().BeEmpty();
        shop.Logs.Entries.Should().Contain(entry => entry.EventId == 2000 && entry.Text.EndsWith("SignatureMismatch"));
    }

    [TestCase("gzip")]
    [TestCase("br")]
    public async Task A_body_that_inflates_to_nothing_is_refused(string encoding)
    {
        await using var shop = await StartAsync();
        var webhook = To("/verify").And("content-encoding", encoding);
        webhook.Body = Convert.FromHexString(encoding == "br" ? "3b" : "1f8b08000000000000030300000000000000000000");

        (await shop.SendAsync(webhook)).Status.Should().Be(401);
        (await shop.SendAsync(webhook.ToChunks(1))).Status.Should().Be(401);
        (await shop.SendAsync(webhook.And(Buffered, "yes"))).Status.Should().Be(401);

        shop.Logs.Alarming.Should().BeEmpty();
    }

    [TestCase(11)]
    [TestCase(12)]
    public async Task A_body_that_is_too_long_for_the_first_of_two_sources_is_refused_for_the_second(int length)
    {
        await using var shop = await StartAsync();

        (await shop.SendAsync(To("/two", new string('x', length)).ToChunks(20))).Status.Should().Be(401);

        shop.Logs.Alarming.Should().BeEmpty();
    }

    [TestCase(5L, 0, true)]
    [TestCase(5L, 5, false)]
    [TestCase(0L, 0, false)]
    [TestCase(null, 0, false)]
    public async Task Of_a_server_without_a_limit_a_body_is_read_when_it_was_announced_and_nothing_is_left(long? announced, int left, bool isError)
    {
        await using var shop = await StartAsync();
        var webhook = To("/verify", "[1,2]");
        var http = new DefaultHttpContext { RequestServices = shop.Services };
        foreach (var (name, value) in webhook.Lines)
        {
            http.Request.Headers.Append(name, value);
        }

        http.Request.ContentLength = announced;
        http.Request.Body = new BufferedStreamThatCannotSeek(webhook.Body[..left]);

        var verify = () => http.Request.VerifyWebhookAsync(LoopbackShop.Source);

        if (isError)
        {
            await verify.Should().ThrowAsync<InvalidOperationException>().WithMessage(TooEarly);
        }
        else
        {
            (await verify()).Failure.Should().Be(left > 0 ? VerificationFailure.MalformedPayload : VerificationFailure.SignatureMismatch);
        }
    }

    private static Task<LoopbackShop> StartAsync(HttpProtocols protocols = HttpProtocols.Http1) => LoopbackShop.StartAsync(
        webhooks => webhooks.AddSource("small", source => source.AddSecret(LoopbackShop.Secret)),
        services =>
        {
            services.AddControllers().AddApplicationPart(typeof(OrdersController).Assembly);
            services.AddRequestDecompression();
            services.PostConfigure<ShopWebhooksOptions>(options => options.Sources["small"].MaxBodySize = 10);
        },
        application =>
        {
            application.UseRequestDecompression();
            application.Use(async (http, next) =>
            {
                if (http.Request.Headers.ContainsKey(Buffered))
                {
                    http.Request.EnableBuffering();
                    await http.Request.Body.CopyToAsync(Stream.Null);
                }

                await next(http);
            });
            application.MapControllers();
            application.MapPost("/verify", async (HttpRequest request) => (await request.VerifyWebhookAsync(LoopbackShop.Source)).ToResult());
            application.MapPost("/minimal/too-late", async ([FromBody] NewOrder _, HttpRequest request) =>
                (await request.VerifyWebhookAsync(LoopbackShop.Source)).ToResult());
            application.MapPost("/two", async (HttpRequest request) =>
            {
                (await request.VerifyWebhookAsync("small")).Failure.Should().Be(VerificationFailure.BodyTooLarge);
                return (await request.VerifyWebhookAsync(LoopbackShop.Source)).ToResult();
            });
        },
        protocols: protocols);

    private static RawWebhook Empty(string door) => To(door, "").With("webhook-id", "another");

    private static RawWebhook To(string door, string body = RawWebhook.Order)
    {
        var webhook = RawWebhook.Signed(body);
        webhook.Path = door;
        return webhook;
    }

    private sealed class BufferedStreamThatCannotSeek(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
