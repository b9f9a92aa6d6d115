using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shop;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>Runs what the READMEs show of receiving.</summary>
[NonParallelizable]
internal sealed class ReceivingSnippetTests
{
    private const string Order = """{"event":"new_order","customer_id":"SB-9921","status":"paid","order_id":"4711"}""";

    private readonly string _secret = WebhookSecret.Generate().Reveal();

    [Test]
    [Runs("receive")]
    [Runs("sign")]
    public async Task The_program_that_receives_verifies_answers_and_handles()
    {
        using var console = new AwaitedConsole();
        await using var program = await RunningProgram.StartAsync(Receive.Main, "--ShopBotly:Secret", _secret);
        var url = new Uri(program.Address, "webhooks/shopbotly");

        (await SignedPost.SendAsync(url, Order, secret: null)).Should().Be(HttpStatusCode.Unauthorized);
        (await SignedPost.SendAsync(url, Order, WebhookSecret.Generate().Reveal())).Should().Be(HttpStatusCode.Unauthorized);
        (await SignedPost.SendAsync(new Uri(program.Address, "webhooks/other"), Order, _secret)).Should().Be(HttpStatusCode.NotFound);
        (await SignedPost.SendAsync(url, Order, _secret)).Should().Be(HttpStatusCode.OK);

        (await console.NextLineAsync()).Should().Be("Customer SB-9921 placed an order: paid.");
        (await SignedPost.SendAsync(url, Order, _secret)).Should().Be(HttpStatusCode.OK, "the README says that a repetition is acknowledged");
    }

    [Test]
    public async Task The_program_that_receives_follows_a_rotated_secret_without_a_restart()
    {
        var next = WebhookSecret.Generate().Reveal();
        using var console = new AwaitedConsole();
        await using var program = await RunningProgram.StartAsync(Receive.Main, "--ShopBotly:Secret", _secret);
        var url = new Uri(program.Address, "webhooks/shopbotly");
        (await SignedPost.SendAsync(url, Order, next)).Should().Be(HttpStatusCode.Unauthorized);

        var configuration = (IConfigurationRoot)program.Services.GetRequiredService<IConfiguration>();
        configuration["ShopBotly:Secret"] = next;
        configuration.Reload();

        (await SignedPost.SendAsync(url, Order, next)).Should().Be(HttpStatusCode.OK);
        (await SignedPost.SendAsync(url, Order, _secret, id: "msg_2")).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task The_program_that_receives_does_not_start_without_a_secret()
    {
        var start = async () => await RunningProgram.StartAsync(Receive.Main);

        (await start.Should().ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>()).WithMessage(
            "AddSource(\"shopbotly\"):Secrets:0: The secret is empty, as when the setting it is read from is missing; give 'whsec_' and the base64 of "
            + "24 to 64 random bytes.");
    }

    [TestCase(true)]
    [TestCase(false)]
    [Runs("controller")]
    [Runs("minimal-api")]
    public async Task A_webhook_that_the_application_verified_itself_is_handed_over(bool controller)
    {
        var handled = new TaskCompletionSource<NewOrder>(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = Quiet();
        builder.Services.AddControllers().AddApplicationPart(typeof(HooksController).Assembly);
        builder.Services.AddShopWebhooks().AddSource("shopbotly", source => source.AddSecret(_secret)).On<NewOrder>((order, _, _) =>
        {
            handled.TrySetResult(order);
            return Task.CompletedTask;
        });
        await using var app = builder.Build();
        if (controller)
        {
            app.MapControllers();
        }
        else
        {
            MinimalApi.Map(app);
        }

        await app.StartAsync();
        var url = new Uri(new Uri(app.Urls.Single()), "hooks/orders");

        (await SignedPost.SendAsync(url, Order, secret: null)).Should().Be(HttpStatusCode.Unauthorized);
        (await SignedPost.SendAsync(url, "[]", _secret)).Should().Be(HttpStatusCode.BadRequest);
        (await SignedPost.SendAsync(url, Order, _secret)).Should().Be(HttpStatusCode.OK);
        (await handled.Task.WaitAsync(TimeSpan.FromSeconds(30))).OrderId.Should().Be("4711");
    }

    [TestCase(true)]
    [TestCase(false)]
    [Runs("verified-controller")]
    [Runs("verified-minimal-api")]
    public async Task A_webhook_is_verified_before_the_application_s_own_endpoint_binds_it(bool controller)
    {
        using var console = new AwaitedConsole();
        var builder = Quiet();
        builder.Services.AddControllers().AddApplicationPart(typeof(HooksController).Assembly);
        builder.Services.AddShopWebhooks().AddSource("shopbotly", source => source.AddSecret(_secret));
        await using var app = builder.Build();
        if (controller)
        {
            app.MapControllers();
        }
        else
        {
            VerifiedMinimalApi.Map(app);
        }

        await app.StartAsync();
        var url = new Uri(new Uri(app.Urls.Single()), "hooks/new-orders");

        (await SignedPost.SendAsync(url, Order, secret: null)).Should().Be(HttpStatusCode.Unauthorized);
        (await SignedPost.SendAsync(url, "[]", _secret)).Should().Be(HttpStatusCode.BadRequest);
        (await SignedPost.SendAsync(url, Order, _secret)).Should().Be(HttpStatusCode.OK);

        (await console.NextLineAsync()).Should().Be("SB-9921: paid, says shopbotly.");
    }

    [Test]
    [Runs("middleware")]
    public async Task Webhooks_are_neither_redirected_nor_decompressed_where_everything_else_is()
    {
        var builder = Quiet();
        builder.WebHost.UseSetting("https_port", "443");
        builder.Services.AddRequestDecompression();
        builder.Services.AddShopWebhooks().AddSource("shopbotly", source => source.AddSecret(_secret));
        await using var app = builder.Build();
        Middleware.Map(app);
        app.MapGet("/", () => "elsewhere");
        await app.StartAsync();
        var address = new Uri(app.Urls.Single());

        (await SignedPost.SendAsync(new Uri(address, "webhooks/shopbotly"), Order, _secret)).Should().Be(HttpStatusCode.OK);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        (await client.GetAsync(address)).StatusCode.Should().Be(HttpStatusCode.TemporaryRedirect);
        using var compressed = new ByteArrayContent("not gzip"u8.ToArray()) { Headers = { ContentEncoding = { "gzip" } } };
        (await client.PostAsync(new Uri(address, "webhooks/shopbotly"), compressed)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Test]
    [Runs("handler")]
    [Runs("handlers")]
    public async Task The_handlers_are_called_and_what_they_dispatch_comes_back_to_those_of_the_application()
    {
        using var console = new AwaitedConsole();
        var erp = new RecordingErp();
        var builder = Quiet();
        builder.Services.AddSingleton<IErp>(erp);
        builder.Services.AddShopWebhooks().AddSource("shopbotly", source => source.AddSecret(_secret));
        Handlers.Add(builder);
        await using var app = builder.Build();
        app.MapShopWebhooks("/webhooks/{source}");
        await app.StartAsync();
        var url = new Uri(new Uri(app.Urls.Single()), "webhooks/shopbotly");

        await SignedPost.SendAsync(url, Order, _secret);

        (await console.NextLineAsync()).Should().Be("We dispatched order_status_changed.");
        erp.Booked.Should().Equal("4711");

        await SignedPost.SendAsync(url, """{"event":"new_lead","email":"ada@shop.example","channel":"whatsapp"}""", _secret, id: "msg_2");

        (await console.NextLineAsync()).Should().Be("ada@shop.example came by whatsapp, attempt 1.");
    }

    [Test]
    [Runs("without-host")]
    public void A_signature_by_either_secret_is_verified_without_a_host()
    {
        var previous = WebhookSecret.Generate().Reveal();
        var body = "{}"u8.ToArray();

        WithoutHost.Verify(_secret, previous, SignWithoutHost.Sign(_secret, "msg_1", body), body).Should().BeTrue();
        WithoutHost.Verify(_secret, previous, SignWithoutHost.Sign(previous, "msg_1", body), body).Should().BeTrue();
        WithoutHost.Verify(_secret, previous, SignWithoutHost.Sign(_secret, "msg_1", body), "[]"u8.ToArray()).Should().BeFalse();
    }

    private static WebApplicationBuilder Quiet()
    {
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        return builder;
    }
}
