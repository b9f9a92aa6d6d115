using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Delivery;

namespace ShopWebhooks.Tests.Endpoints;

internal sealed class EndpointSettingsTests
{
    private const string WhenPaid = """{"status":"paid"}""";

    [TestCase("""{ "Timeout": "00:00:15" }""", 10)]
    [TestCase("""{ "RetryWaits": null }""", 10)]
    [TestCase("""{ "RetryWaits": [] }""", 1)]
    [TestCase("""{ "RetryWaits": "" }""", 1)]
    [TestCase("""{ "RetryWaits": [ "00:00:05", "00:01:00" ] }""", 3)]
    public void The_retry_waits_of_a_configuration_make_one_attempt_more_than_there_are(string json, int attempts) =>
        Endpoint(json).RetrySchedule.MaxAttempts.Should().Be(attempts);

    [Test]
    public void No_retry_waits_in_code_make_a_single_attempt()
    {
        using var host = TestHost.Started(shop => shop.AddEndpoint("crm", "test:crm", endpoint => endpoint.RetryWaits().AddSecret(TestHost.Secret)));

        host.Get<IWebhookEndpoints>().All.Single().RetrySchedule.MaxAttempts.Should().Be(1);
    }

    [TestCase("""{}""")]
    [TestCase("""{ "RetryWaits": [] }""")]
    [TestCase("""{ "RetryWaits": [ "00:00:05" ] }""")]
    public void Settings_differ_when_their_retry_waits_do(string json)
    {
        var (one, other) = (new WebhookEndpointOptions(), new WebhookEndpointOptions());
        Section(json).Bind(one);
        Section(json).Bind(other);
        one.IsSameAs(other).Should().BeTrue();

        other.RetryWaits = [TimeSpan.FromDays(1)];
        one.IsSameAs(other).Should().BeFalse();
        other.IsSameAs(one).Should().BeFalse();
    }

    [Test]
    public void Settings_differ_when_their_tenants_or_conditions_do()
    {
        var settings = new WebhookEndpointOptions { Tenant = "north", Where = WhenPaid };

        settings.IsSameAs(new WebhookEndpointOptions { Tenant = "north", Where = WhenPaid }).Should().BeTrue();
        settings.IsSameAs(new WebhookEndpointOptions { Tenant = "south", Where = WhenPaid }).Should().BeFalse();
        settings.IsSameAs(new WebhookEndpointOptions { Tenant = "north" }).Should().BeFalse();
    }

    [Test]
    public void Tenant_and_condition_come_from_a_configuration_as_texts()
    {
        var endpoint = Endpoint($$"""{ "Tenant": "north", "Where": "{{WhenPaid.Replace("\"", "\\\"")}}" }""");

        endpoint.Tenant.Should().Be("north");
        endpoint.Where!.ToString().Should().Be(WhenPaid);
    }

    [Test]
    public void Without_tenant_and_condition_an_endpoint_has_none() =>
        Endpoint("""{ "Timeout": "00:00:15" }""").Should().BeEquivalentTo(new { Tenant = (string?)null, Where = (PayloadCondition?)null });

    [Test]
    public void An_id_is_kept_in_lower_case_however_it_is_configured() => Endpoint("""{ "Timeout": "00:00:15" }""", "CRM.Two").Id.Should().Be("crm.two");

    [Test]
    public void An_endpoint_is_found_by_its_id_in_any_case()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("Crm"));

        host.Run(() => host.Dispatcher.DispatchAsync(Orders.Paid, "CRM")).EndpointIds.Should().Equal("crm");
        host.Run(() => host.Dispatcher.SendNowAsync(Orders.Paid, "cRM")).Outcome.Should().Be(AttemptOutcome.Delivered);
        host.Run(() => host.Get<IWebhookEndpoints>().TestAsync("crM")).Reason.Should().StartWith("The endpoint 'crm' answered");
        host.Delivery("crm").State.Should().Be(DeliveryState.Delivered);
    }

    [Test]
    public void A_handler_is_no_endpoint_that_could_be_asked_for_by_its_id()
    {
        using var host = TestHost.Started(shop => shop.On<NewOrder>("book", (_, _, _) => Task.CompletedTask));

        var send = () => host.Run(() => host.Dispatcher.SendNowAsync(Orders.Paid, "handler:book"));

        send.Should().Throw<ArgumentException>().WithMessage("There is no endpoint 'handler:book';*");
    }

    [TestCase(null)]
    [TestCase("")]
    public void A_header_without_a_value_is_reported_by_its_name(string? value)
    {
        using var host = new TestHost(shop => shop.AddTestEndpoint("crm", endpoint => endpoint.AddHeader("x-api-key", value)));

        host.Invoking(each => each.Start()).Should().Throw<OptionsValidationException>().WithMessage(
            "AddEndpoint(\"crm\"):Headers: the value of 'x-api-key' is missing; correct or remove it.");
    }

    private static WebhookEndpoint Endpoint(string json, string id = "crm")
    {
        var settings = $$"""{ "Address": "test:crm", "Secrets": [ "{{TestHost.Secret}}" ],{{json.TrimStart('{')}}""";
        var section = Section($$"""{ "ShopWebhooks": { "Endpoints": { "{{id}}": {{settings}} } } }""").GetSection("ShopWebhooks");
        using var host = TestHost.Started(shop => shop.Services.AddShopWebhooks(section));
        return host.Get<IWebhookEndpoints>().All.Single();
    }

    private static IConfiguration Section(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
}
