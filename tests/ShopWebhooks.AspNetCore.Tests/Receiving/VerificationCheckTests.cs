using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.AspNetCore.Tests.Loopback;
using ShopWebhooks.Events;

namespace ShopWebhooks.AspNetCore.Tests.Receiving;

/// <summary>What cannot be verified as it is written does not start.</summary>
internal sealed class VerificationCheckTests
{
    private const string Missing =
        "The endpoint bears [VerifyWebhook], and nothing verifies what it receives; call builder.Services.AddShopWebhooks() first.";

    private static IEnumerable<TestCaseData> Mistakes
    {
        get
        {
            const string Nobody = "The endpoint 'HTTP: POST /hooks' does not say whose webhooks it verifies; write .VerifyWebhook(\"source\") or "
                + "[VerifyWebhook(\"source\")], or a pattern like /hooks/{source}.";
            const string Two = "The endpoint 'HTTP: POST /hooks' is told to verify for the sources 'a' and 'b', and a request has one sender; keep "
                + "one of them.";
            yield return Mistake(Nobody, routes => routes.MapPost("/hooks", () => { }).VerifyWebhook());
            yield return Mistake(Nobody, routes => routes.MapPost("/hooks", [VerifyWebhook] () => { }));
            yield return Mistake(Nobody, routes => routes.MapPost("/hooks", (Webhook<NewOrder> _) => { }));
            yield return Mistake(Nobody, routes => routes.MapGroup("").VerifyWebhook().MapPost("/hooks", () => { }));
            yield return Mistake(Two, routes => routes.MapPost("/hooks", [VerifyWebhook("a")] () => { }).VerifyWebhook("b"));
            yield return Mistake(Two, routes => routes.MapPost("/hooks", () => { }).VerifyWebhook("a").VerifyWebhook("b"));
            yield return Mistake(Two, routes => routes.MapGroup("").VerifyWebhook("a").MapPost("/hooks", (Webhook<NewOrder> _) => { }).VerifyWebhook("b"));
            yield return Mistake(
                "The endpoint 'HTTP: POST /hooks' takes a Webhook<Uri>, but no event type has the payload type Uri, nor one that derives from it; "
                + "register it with AddEvent<Uri>(\"name\", …).",
                routes => routes.MapPost("/hooks", (Webhook<Uri> _) => { }).VerifyWebhook("a"));
            yield return Mistake(
                "The endpoint 'HTTP: POST /hooks' takes a Webhook<NewOrder>, which minimal APIs bind and MVC does not; write "
                + "[VerifyWebhook(\"source\")] and [FromBody] NewOrder instead.",
                routes => routes.MapPost("/hooks", (Webhook<NewOrder> _) => { }).VerifyWebhook("a").WithMetadata(new ActionDescriptor()));
            const string Itself = "The endpoint 'ShopWebhooks /hooks/{source}' verifies by itself, and answers handshakes, which need not be signed; take "
                + ".VerifyWebhook() off it, or map it outside of the group that verifies.";
            yield return Mistake(Itself, routes => routes.MapGroup("/hooks").VerifyWebhook().MapShopWebhooks("/{source}"));
            yield return Mistake(Itself, routes => routes.MapShopWebhooks("/hooks/{source}").VerifyWebhook("a"));
            yield return Mistake(Nobody + " " + Two.Replace("/hooks", "/others"), routes =>
            {
                routes.MapPost("/hooks", () => { }).VerifyWebhook();
                routes.MapPost("/others", () => { }).VerifyWebhook("a").VerifyWebhook("b");
            });

            static TestCaseData Mistake(string message, Action<IEndpointRouteBuilder> map) => new(message, map);
        }
    }

    [TestCaseSource(nameof(Mistakes))]
    public async Task It_does_not_start(string message, Action<IEndpointRouteBuilder> map)
    {
        await using var application = Application(services => services.AddShopWebhooks());
        map(application);

        var start = () => application.StartAsync();

        (await start.Should().ThrowAsync<InvalidOperationException>()).Which.Message.Should().Be(message);
    }

    [Test]
    public async Task A_mapped_route_without_source_does_not_start_either()
    {
        await using var application = Application(services => services.AddShopWebhooks());
        application.MapGroup("/hooks").MapShopWebhooks("/in");

        var start = () => application.StartAsync();

        (await start.Should().ThrowAsync<InvalidOperationException>()).Which.Message.Should().Be(
            "The pattern '/hooks/in' has no parameter {source}; write it like /webhooks/{source}.");
    }

    [Test]
    public async Task The_same_source_twice_is_once_and_a_source_that_is_not_declared_may_still_come_but_is_warned_of()
    {
        var logs = new RecordingLogs();
        await using var application = Application(services =>
        {
            services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(logs);
            services.AddShopWebhooks().AddSource("known", source => source.AddSecret(LoopbackShop.Secret));
        });
        application.MapGroup("").VerifyWebhook("later").MapPost("/hooks", [VerifyWebhook("LATER")] (Webhook<NewOrder> _) => { }).VerifyWebhook();
        application.MapPost("/known", () => { }).VerifyWebhook("Known");
        application.MapPost("/any/{source}", () => { }).VerifyWebhook();

        await application.StartAsync();

        logs.Entries.Where(entry => entry.EventId == 2014).Should().ContainSingle().Which.Text.Should().BeEquivalentTo(
            "The route 'HTTP: POST /hooks' verifies for the source 'later', and none of that name is declared; is it misspelt?");
    }

    [Test]
    public async Task An_application_without_routing_starts()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddShopWebhooks();
        await using var application = builder.Build();

        var start = () => application.StartAsync();

        await start.Should().NotThrowAsync();
    }

    [Test]
    public void Registered_twice_it_is_there_once()
    {
        var services = new ServiceCollection();
        services.AddShopWebhooks();
        services.AddShopWebhooks();

        services.Where(service => service.ServiceType == typeof(MatcherPolicy)).Select(service => service.ImplementationType).Should().OnlyHaveUniqueItems();
        services.Where(service => service.ServiceType == typeof(IStartupFilter)).Should().ContainSingle();
    }

    [Test, Combinatorial]
    public async Task Where_nothing_verifies_every_request_is_refused_and_the_log_says_what_to_call(
        [Values("/call", "/raw", "/group", "/limited", "/controllers", "/mvc/attribute", "/mvc/verified", "/parameter")] string path, [Values] bool buffered) =>
        await IsRefusedAsync(path, buffered, path == "/parameter"
            ? "The endpoint takes a Webhook<NewOrder>, and nothing verifies what it receives; call builder.Services.AddShopWebhooks() first."
            : Missing);

    [Test]
    public Task By_an_attribute_alone_on_a_minimal_API_it_is_refused_while_the_server_can_still_limit_the_body() =>
        IsRefusedAsync("/attribute", buffered: false, Missing);

    private static async Task IsRefusedAsync(string path, bool buffered, string message)
    {
        var called = false;
        var logs = new RecordingLogs();
        await using var application = Application(services => services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(logs)
            .AddSingleton<IWebhookReceiver>(_ => null!).AddControllers().AddApplicationPart(typeof(OrdersController).Assembly));
        if (buffered)
        {
            // The server's limit can no longer be changed then, and routing asks no endpoint for its own.
            application.Use(async (http, next) =>
            {
                http.Request.EnableBuffering();
                await http.Request.Body.CopyToAsync(Stream.Null);
                http.Request.Body.Position = 0;
                await next(http);
            });
        }

        application.UseRouting();
        application.MapControllers();
        application.MapControllerRoute("controllers", "/controllers", new { controller = "Conventional", action = nameof(ConventionalController.Take) })
            .VerifyWebhook("a");
        application.MapPost("/call", ([FromBody] NewOrder _) => called = true).VerifyWebhook("a");
        application.MapPost("/raw", CallAsync).VerifyWebhook("a");
        application.MapPost("/limited", CallAsync).VerifyWebhook("a").WithMetadata(new RequestSizeLimitAttribute(100_000));
        application.MapGroup("/group").VerifyWebhook("a").MapPost("", CallAsync);
        application.MapPost("/attribute", [VerifyWebhook("a")] () => called = true);
        application.MapPost("/parameter", (Webhook<NewOrder> _) => called = true);
        await application.StartAsync();
        using var client = new HttpClient();

        using var body = new StringContent(RawWebhook.Order, System.Text.Encoding.UTF8, "application/json");
        var answer = await client.PostAsync(application.Urls.Single() + path, body);

        answer.StatusCode.Should().Be(System.Net.HttpStatusCode.InternalServerError);
        (await logs.WhenAsync(entry => entry.Exception is not null)).Exception.Should().BeOfType<InvalidOperationException>()
            .Which.Message.Should().Be(message);
        called.Should().BeFalse();

        Task CallAsync(HttpContext http)
        {
            called = true;
            return Task.CompletedTask;
        }
    }

    private static WebApplication Application(Action<IServiceCollection> add)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        add(builder.Services);
        return builder.Build();
    }
}
