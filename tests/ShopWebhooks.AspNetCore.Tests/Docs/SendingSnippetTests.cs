using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RichardSzalay.MockHttp;
using Shop;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>Runs what the READMEs show of sending.</summary>
internal sealed class SendingSnippetTests
{
    private static readonly NewOrder Order = new() { CustomerId = "SB-9921", Status = OrderStatus.Paid, OrderId = "4711" };

    private readonly string _secret = WebhookSecret.Generate().Reveal();

    [Test]
    [Runs("send")]
    public async Task The_program_that_sends_dispatches_a_signed_order()
    {
        var sent = new TaskCompletionSource<(string Url, bool IsSigned)>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var crm = new MockHttpMessageHandler();
        crm.When("*").Respond(async request =>
        {
            var body = await request.Content!.ReadAsByteArrayAsync();
            var lines = request.Headers.Select(line => KeyValuePair.Create(line.Key, line.Value.Single())).ToList();
            sent.TrySetResult(($"{request.RequestUri}", WithoutHost.Verify(_secret, _secret, lines, body)));
            return new HttpResponseMessage(HttpStatusCode.OK);
        });
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0", "--Crm:Secret", _secret]);
        builder.Logging.ClearProviders();
        Answer(builder.Services, crm);
        await using var app = Send.Build(builder);
        await app.StartAsync();
        using var client = new HttpClient();

        using var answer = await client.PostAsync(new Uri($"{app.Urls.Single()}/orders/SB-9921"), null);

        answer.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("msg_");
        (await sent.Task.WaitAsync(TimeSpan.FromSeconds(30))).Should().Be(("https://crm.example/hooks", true));
    }

    [Test]
    [Runs("own-machine")]
    public async Task A_subscriber_on_this_machine_is_sent_to()
    {
        using var crm = new MockHttpMessageHandler();
        crm.Expect("http://127.0.0.1:5001/hooks").Respond(HttpStatusCode.OK);
        var builder = WebApplication.CreateBuilder(["--Crm:Secret", _secret]);
        Answer(builder.Services, crm);
        OwnMachine.Add(builder);
        await using var app = builder.Build();

        await app.Services.GetRequiredService<IWebhookDispatcher>().SendNowAsync(Order, "crm");

        crm.VerifyNoOutstandingExpectation();
    }

    [Test]
    [Runs("test")]
    public async Task The_test_of_an_application_sees_the_request()
    {
        var attempt = await Testing.TestAsync();

        attempt.Outcome.Should().Be(AttemptOutcome.Delivered);
    }

    [Test]
    [Runs("dispatch")]
    public async Task An_order_is_dispatched_in_three_ways()
    {
        using var crm = new MockHttpMessageHandler();
        var sent = crm.When("https://crm.example/hooks").Respond(HttpStatusCode.OK);
        await using var provider = Provide(crm, webhooks => webhooks.AddEndpoint(
            "crm", "https://crm.example/hooks", endpoint => endpoint.For("new_lead").AddSecret(_secret)));

        var attempt = await Dispatching.SendAsync(provider.GetRequiredService<IWebhookDispatcher>(), Order, CancellationToken.None);

        attempt.Outcome.Should().Be(AttemptOutcome.Delivered);
        crm.GetMatchCount(sent).Should().Be(1, "deliveries start with the host, and the attempt that is made at once does not");
    }

    [Test]
    [Runs("own-event")]
    public async Task An_event_type_of_the_application_is_sent_as_the_readme_says()
    {
        var claimed = Documentation.Text("README.md").Split("It is sent as `")[1].Split('`')[0];
        using var crm = new MockHttpMessageHandler();
        crm.Expect("https://crm.example/hooks").WithContent(claimed).Respond(HttpStatusCode.OK);
        await using var provider = Provide(crm, webhooks =>
        {
            OwnEvents.Add(webhooks);
            webhooks.AddEndpoint("crm", "https://crm.example/hooks", endpoint => endpoint.AddSecret(_secret));
        });

        await provider.GetRequiredService<IWebhookDispatcher>().SendNowAsync(new LoyaltyJoined("SB-9921", 5), "crm");

        crm.VerifyNoOutstandingExpectation();
    }

    [Test]
    [Runs("format")]
    public async Task An_endpoint_gets_its_own_format()
    {
        using var warehouse = new MockHttpMessageHandler();
        warehouse.Expect("https://warehouse.example/events")
            .With(request => request.Content!.Headers.ContentType!.MediaType == "application/cloudevents+json")
            .WithPartialContent("\"specversion\":\"1.0\"")
            .Respond(HttpStatusCode.OK);
        await using var provider = Provide(warehouse, webhooks => Formats.Add(webhooks, _secret));

        await provider.GetRequiredService<IWebhookDispatcher>().SendNowAsync(Order, "warehouse");

        warehouse.VerifyNoOutstandingExpectation();
    }

    [Test]
    [Runs("transform")]
    public async Task An_endpoint_gets_the_body_that_a_transformation_makes()
    {
        using var crm = new MockHttpMessageHandler();
        crm.Expect("https://api.shopbotly.com/api/v1/update-crm")
            .WithPartialContent("\"customer_id\":\"SB-9921\",\"action\":\"sync_lead\",\"id\":\"msg_")
            .Respond(HttpStatusCode.OK);
        await using var provider = Provide(crm, webhooks => Transforming.Add(webhooks, _secret));

        await provider.GetRequiredService<IWebhookDispatcher>().SendNowAsync(new NewLead { CustomerId = "SB-9921" }, "shopbotly");

        crm.VerifyNoOutstandingExpectation();
    }

    [Test]
    [Runs("json-schema")]
    public async Task What_does_not_fit_the_schema_is_a_dead_letter_with_a_reason_as_the_readme_says()
    {
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0", "--Erp:Secret", _secret]);
        builder.Logging.ClearProviders();
        Requiring.Add(builder);
        await using var app = builder.Build();
        await app.StartAsync();

        await app.Services.GetRequiredService<IWebhookDispatcher>().DispatchAsync(Order with { Total = -1 });

        var dead = (await app.Services.GetRequiredService<IWebhookStore>().FindDeliveriesAsync(new DeliveryQuery(), default)).Single();
        dead.State.Should().Be(DeliveryState.Dead);
        var claimed = Documentation.Text("src/ShopWebhooks.JsonSchema/README.md").Split("breaks which rule (`")[1].Split('`')[0];
        dead.Reason.Should().EndWith($": {claimed}.");
    }

    [Test]
    [Runs("example")]
    public async Task An_event_type_of_the_application_has_the_example_that_was_given()
    {
        using var nobody = new MockHttpMessageHandler();
        await using var provider = Provide(nobody, Requiring.AddEvent);

        provider.GetRequiredService<EventCatalog>().Find("loyalty_joined")!.Example.Should().Be(new LoyaltyJoined("SB-9921", 5));
    }

    [Test]
    [Runs("where")]
    [Runs("tenant")]
    public async Task An_order_is_owed_by_its_condition_and_its_tenant()
    {
        using var nobody = new MockHttpMessageHandler();
        await using var provider = Provide(nobody, webhooks => WhoGetsWhat.Add(webhooks, _secret));
        var webhooks = provider.GetRequiredService<IWebhookDispatcher>();

        var large = await WhoGetsWhat.DispatchAsync(webhooks, Order with { Total = 100 }, CancellationToken.None);
        var small = await WhoGetsWhat.DispatchAsync(webhooks, Order with { Total = 99.99m }, CancellationToken.None);

        large.EndpointIds.Should().Equal("loyalty", "north");
        small.EndpointIds.Should().Equal("north");
        (await webhooks.DispatchAsync(Order)).EndpointIds.Should().BeEmpty();
    }

    [Test]
    [Runs("four-steps")]
    public async Task The_four_steps_end_with_a_handshake()
    {
        using var crm = new MockHttpMessageHandler();
        crm.Expect("https://crm.example/hooks").WithContent("""{"event":"ping"}""").Respond(HttpStatusCode.OK);
        await using var app = Build(crm);

        var handshake = await FourSteps.WalkAsync(app, CancellationToken.None);

        handshake.Should().BeEquivalentTo(new { Succeeded = true, StatusCode = 200 });
        crm.VerifyNoOutstandingExpectation();
    }

    [Test]
    [Runs("protect")]
    [Runs("stored-endpoints")]
    public async Task An_endpoint_is_added_changed_rotated_and_deleted_at_run_time()
    {
        var key = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0", "--ShopWebhooksKey", key]);
        builder.Logging.ClearProviders();
        StoredEndpoints.Protect(builder);
        await using var app = builder.Build();
        await app.StartAsync();

        var replacement = await StoredEndpoints.RunAsync(app.Services, _secret, CancellationToken.None);

        replacement.Should().NotBe(WebhookSecret.Parse(_secret));
        app.Services.GetRequiredService<IWebhookEndpoints>().All.Should().BeEmpty();
    }

    [Test]
    [Runs("disable")]
    public async Task An_endpoint_is_disabled_and_enabled_again()
    {
        using var crm = new MockHttpMessageHandler();
        await using var app = Build(crm);

        await DisablingEndpoints.RunAsync(app, CancellationToken.None);

        (await app.Services.GetRequiredService<IWebhookEndpoints>().GetStateAsync("crm")).Should().Be(new EndpointState("crm"));
    }

    [Test]
    [Runs("transport")]
    public async Task A_transport_of_the_application_carries_to_addresses_of_its_scheme()
    {
        var broker = new RecordingBroker();
        var services = new ServiceCollection();
        services.AddSingleton<IBroker>(broker);
        QueueTransports.Add(services.AddShopWebhooks(), _secret);
        await using var provider = services.BuildServiceProvider();

        var attempt = await provider.GetRequiredService<IWebhookDispatcher>().SendNowAsync(Order, "erp");

        attempt.Outcome.Should().Be(AttemptOutcome.Delivered);
        var (name, body, headers) = broker.Put.Should().ContainSingle().Subject;
        name.Should().Be("orders");
        body.Should().StartWith("""{"event":"new_order",""");
        headers.Should().Equal("webhook-id", "webhook-timestamp", "webhook-signature");
    }

    private WebApplication Build(MockHttpMessageHandler http)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        Answer(builder.Services, http).AddEndpoint("crm", "https://crm.example/hooks", endpoint => endpoint.AddSecret(_secret));
        return builder.Build();
    }

    private static ServiceProvider Provide(MockHttpMessageHandler http, Action<IShopWebhooksBuilder> configure)
    {
        var services = new ServiceCollection();
        configure(Answer(services, http));
        return services.BuildServiceProvider();
    }

    private static IShopWebhooksBuilder Answer(IServiceCollection services, MockHttpMessageHandler http) => services.AddShopWebhooks()
        .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => http))
        .AllowUnguardedHandler();
}
