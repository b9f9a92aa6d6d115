using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using RichardSzalay.MockHttp;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Transports;

public sealed class HttpTransportRegistrationTests
{
    [Test]
    public async Task An_unguarded_handler_is_named_by_the_attempt_where_no_host_starts()
    {
        var services = new ServiceCollection();
        services.AddShopWebhooks()
            .AddEndpoint("crm", "https://crm.example/hooks", endpoint => endpoint.AddSecret(TestHost.Secret))
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => new RichardSzalay.MockHttp.MockHttpMessageHandler()));
        await using var provider = services.BuildServiceProvider();

        var attempt = await provider.GetRequiredService<IWebhookDispatcher>().SendNowAsync(Orders.Paid, "crm");

        attempt.Error.Should().Match("Nothing was sent. The primary handler of the HTTP client 'ShopWebhooks' is *MockHttpMessageHandler*, which lacks "
            + "the guard against private addresses; *call AllowUnguardedHandler()*.");
    }

    [Test]
    public void The_guarded_handler_starts() => Check(_ => { }).Should().NotThrow();

    [Test]
    public void A_primary_handler_without_the_guard_does_not_start() =>
        Check(services => services.AddHttpClient("ShopWebhooks").ConfigurePrimaryHttpMessageHandler(() => new MockHttpMessageHandler()))
            .Should().Throw<InvalidOperationException>().WithMessage(
                "The primary handler of the HTTP client 'ShopWebhooks' is RichardSzalay.MockHttp.MockHttpMessageHandler, which lacks the "
                + "guard against private addresses; change the given SocketsHttpHandler in place, or call AllowUnguardedHandler() to do "
                + "without.");

    [Test]
    public void A_handler_of_sockets_without_the_guard_does_not_start() =>
        Check(services => services.AddHttpClient("ShopWebhooks").UseSocketsHttpHandler((handler, _) => handler.ConnectCallback = null))
            .Should().Throw<InvalidOperationException>().WithMessage("*is System.Net.Http.SocketsHttpHandler, which lacks the guard*");

    [Test]
    public void A_primary_handler_without_the_guard_starts_when_it_is_allowed() =>
        Check(services => services
                .Configure<HttpTransportOptions>(options => options.AllowUnguardedHandler = true)
                .AddHttpClient("ShopWebhooks").ConfigurePrimaryHttpMessageHandler(() => new MockHttpMessageHandler()))
            .Should().NotThrow();

    [Test]
    public void A_handler_changed_in_place_keeps_the_guard() =>
        Check(services => services.AddHttpClient("ShopWebhooks")
                .ConfigurePrimaryHttpMessageHandler((handler, _) => ((SocketsHttpHandler)handler).MaxConnectionsPerServer = 4)
                .AddHttpMessageHandler(() => new RecordingHandler([])))
            .Should().NotThrow();

    [Test]
    public async Task Handlers_of_the_client_defaults_are_left_out_and_those_of_the_client_stay()
    {
        var (defaults, own) = (new List<Uri?>(), new List<Uri?>());
        using var mock = new MockHttpMessageHandler();
        mock.When("*").Respond(HttpStatusCode.OK);
        var services = new ServiceCollection();
        services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new RecordingHandler(defaults)));
        services.AddHttpTransport()
            .ConfigurePrimaryHttpMessageHandler(() => mock)
            .AddHttpMessageHandler(() => new RecordingHandler(own));
        services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new RecordingHandler(defaults)));
        services.Configure<HttpTransportOptions>(options => options.AllowUnguardedHandler = true);
        using var provider = services.BuildServiceProvider();
        var transport = provider.GetRequiredService<HttpTransport>();

        await transport.SendAsync(TestTransport.Request(TestTransport.Guarded("https://crm.example/")), default);
        await transport.SendAsync(TestTransport.Request(TestTransport.Loopback("https://127.0.0.1/")), default);

        own.Should().HaveCount(2);
        defaults.Should().BeEmpty("they would retry, and open circuits, within a single attempt");
    }

    [Test]
    public async Task Http_3_is_never_spoken_because_its_connections_are_not_checked()
    {
        var seen = new List<string>();
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        using var transport = new TestTransport(configure: client => client
            .AddHttpMessageHandler(() => new VersionHandler(seen, HttpVersion.Version30, HttpVersionPolicy.RequestVersionOrHigher)));

        await transport.SendAsync(TestTransport.Loopback($"http://127.0.0.1:{server.Port}/"));

        seen.Should().Equal("2.0 RequestVersionOrLower");
    }

    [TestCase("1.0", HttpVersionPolicy.RequestVersionExact, "1.0 RequestVersionExact")]
    [TestCase("1.1", HttpVersionPolicy.RequestVersionOrHigher, "1.1 RequestVersionOrLower")]
    [TestCase("2.0", HttpVersionPolicy.RequestVersionOrLower, "2.0 RequestVersionOrLower")]
    [TestCase("3.0", HttpVersionPolicy.RequestVersionOrLower, "2.0 RequestVersionOrLower")]
    [TestCase("3.0", HttpVersionPolicy.RequestVersionExact, "2.0 RequestVersionExact")]
    public async Task A_version_below_3_is_the_applications_to_choose(string version, HttpVersionPolicy policy, string expected)
    {
        var seen = new List<string>();
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        using var transport = new TestTransport(
            configure: client => client.AddHttpMessageHandler(() => new VersionHandler(seen, Version.Parse(version), policy)));

        await transport.SendAsync(TestTransport.Loopback($"http://127.0.0.1:{server.Port}/"));

        seen.Should().Equal(expected);
    }

    [Test]
    public void The_clients_of_the_application_are_its_own()
    {
        var services = new ServiceCollection();
        services.AddHttpTransport();
        services.AddHttpClient("ShopWebhooksNot").ConfigurePrimaryHttpMessageHandler(() => new MockHttpMessageHandler());
        services.AddHttpClient("other").SetHandlerLifetime(TimeSpan.FromMinutes(7));
        using var provider = services.BuildServiceProvider();
        var handlers = provider.GetRequiredService<IHttpMessageHandlerFactory>();
        handlers.Invoking(each => each.CreateHandler("ShopWebhooksNot")).Should().NotThrow();
        Options(provider, "other").HandlerLifetime.Should().Be(TimeSpan.FromMinutes(7));
    }

    [Test]
    public void The_client_of_one_endpoint_is_configured_like_the_transports()
    {
        var services = new ServiceCollection();
        services.AddHttpTransport().SetHandlerLifetime(TimeSpan.FromMinutes(7));
        services.ConfigureHttpClientDefaults(defaults => defaults.AddHttpMessageHandler(() => new RecordingHandler([])));
        using var provider = services.BuildServiceProvider();
        var (transport, endpoint) = (Options(provider, "ShopWebhooks"), Options(provider, "ShopWebhooks/crm/127.0.0.0/8"));
        endpoint.HandlerLifetime.Should().Be(TimeSpan.FromMinutes(7));
        endpoint.HttpMessageHandlerBuilderActions.Should().HaveSameCount(transport.HttpMessageHandlerBuilderActions);
    }

    [Test]
    public void A_second_call_keeps_what_the_application_changed()
    {
        using var mock = new MockHttpMessageHandler();
        var services = new ServiceCollection();
        services.AddHttpTransport().ConfigurePrimaryHttpMessageHandler(() => mock);
        var before = services.Count;
        services.AddHttpTransport().Name.Should().Be("ShopWebhooks");
        services.Configure<HttpTransportOptions>(options => options.AllowUnguardedHandler = true);
        using var provider = services.BuildServiceProvider();
        HttpMessageHandler? handler = provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("ShopWebhooks");
        while (handler is DelegatingHandler outer)
        {
            handler = outer.InnerHandler;
        }

        handler.Should().BeSameAs(mock);
        provider.GetRequiredService<TransportRegistry>().Problems.Should().BeEmpty();
    }

    [Test]
    public async Task No_address_is_logged()
    {
        using var mock = new MockHttpMessageHandler();
        mock.When("*").Respond(HttpStatusCode.OK);
        var log = new CollectingLoggerProvider();
        using var provider = Build(services => services
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log))
            .Configure<HttpTransportOptions>(options => options.AllowUnguardedHandler = true)
            .AddHttpClient("ShopWebhooks").ConfigurePrimaryHttpMessageHandler(() => mock)
            .Services.AddHttpClient("other").ConfigurePrimaryHttpMessageHandler(() => mock));
        var transport = provider.GetRequiredService<HttpTransport>();
        await transport.SendAsync(TestTransport.Request(TestTransport.Guarded("https://crm.example/path?token=1")), default);
        await transport.SendAsync(TestTransport.Request(TestTransport.Loopback("https://127.0.0.1/path?token=1")), default);
        log.Lines.Should().NotContain(line => line.Contains("path"));

        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("other");
        await client.GetAsync(new Uri("https://crm.example/path?token=1"));
        log.Lines.Should().Contain(line => line.Contains("path"), "that is what the client of anybody else logs");
    }

    [Test]
    public void Http_and_https_are_carried()
    {
        using var provider = Build(_ => { });
        var registry = provider.GetRequiredService<TransportRegistry>();
        registry.Find("https").Should().BeOfType<HttpTransport>().And.BeSameAs(registry.Find("http"));
    }

    private static Action Check(Action<IServiceCollection> configure) => () =>
    {
        using var provider = Build(configure);
        provider.GetRequiredService<HttpTransport>().CheckHandler();
    };

    private static ServiceProvider Build(Action<IServiceCollection> configure)
    {
        var services = new ServiceCollection();
        services.AddHttpTransport();
        configure(services);
        return services.BuildServiceProvider();
    }

    private static HttpClientFactoryOptions Options(IServiceProvider provider, string name) =>
        provider.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<HttpClientFactoryOptions>>().Get(name);
}
