using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Delivery;
using ShopWebhooks.Tests.Events;

namespace ShopWebhooks.Tests.Endpoints;

internal sealed class RequiredSchemaTests
{
    private const string Key = "AddEndpoint(\"crm\")";

    private static readonly NewOrder Unpaid = new() { CustomerId = "SB-9921", Status = OrderStatus.Pending };

    [Test]
    public void Without_the_package_a_host_whose_endpoint_requires_a_schema_does_not_start()
    {
        using var host = new TestHost(shop => shop.AddTestEndpoint("crm", endpoint => endpoint.Requires("{}")));

        host.Invoking(each => each.Start()).Should().Throw<OptionsValidationException>().WithMessage(
            $"{Key}:RequiredSchema: nothing here checks bodies against a schema; reference the package ShopWebhooks.JsonSchema and call "
            + "AddJsonSchemaValidation(), or remove the setting.");
    }

    [Test]
    public void A_body_that_does_not_fit_is_a_dead_letter_and_the_others_get_theirs()
    {
        using var host = Host(endpoint => endpoint.For("new_order").Requires("paid"));

        host.Dispatch(Unpaid);
        host.Dispatch(Orders.Paid);

        host.Deliveries("crm").Select(delivery => (delivery.State, delivery.Reason)).Should().BeEquivalentTo(new[]
        {
            (DeliveryState.Dead, "The body does not fit the schema that the endpoint requires: $ lacks 'paid'."), (DeliveryState.Delivered, (string?)null),
        });
        host.Transport.To("crm").Single().Body.Should().Be(Orders.PaidJson);
        host.Transport.To("erp").Should().HaveCount(2);
    }

    [Test]
    public void The_body_is_checked_in_its_format_and_transformed()
    {
        using var formatted = Host(endpoint => endpoint.As(WebhookFormat.CloudEvents).Requires("specversion"));
        using var transformed = Host(endpoint => endpoint
            .Transform((_, body) => body with { Content = Encoding.UTF8.GetBytes("sync_lead") }).Requires("sync_lead"));

        formatted.Dispatch(Orders.Paid);
        transformed.Dispatch(Orders.Paid);

        formatted.Delivery("crm").State.Should().Be(DeliveryState.Delivered);
        transformed.Delivery("crm").State.Should().Be(DeliveryState.Delivered);
    }

    [Test]
    public void A_schema_that_throws_counts_as_one_that_does_not_fit()
    {
        using var host = Host(endpoint => endpoint.For("unregistered").Requires("throws"));

        host.Dispatch(new UnknownEvent("unregistered"));

        host.Delivery("crm").Reason.Should().Be("The body could not be checked against the schema that the endpoint requires: TimeoutException.");
        host.Logs.Lines.Should().NotContain(line => line.Contains("hunter2"));
    }

    [Test]
    public void A_reason_that_a_store_could_not_keep_is_made_one_that_it_can()
    {
        using var host = Host(endpoint => endpoint.For("unregistered").Requires($"a\0\ud800{new string('b', 2000)}"));

        host.Dispatch(new UnknownEvent("unregistered"));

        host.Delivery("crm").Reason.Should().HaveLength(1024).And.Contain("$ lacks 'a \ufffdbbb");
    }

    [Test]
    public void What_is_replayed_is_checked_and_never_sent_unfit()
    {
        using var host = Host(endpoint => endpoint.For("new_order").Requires("paid"));
        var receipt = host.Dispatch(Unpaid);

        host.Run(async () => await host.Store.ReplayAsync([new Replay(receipt.MessageId, new NewDelivery("crm"))], CancellationToken.None));
        host.Advance(TimeSpan.FromMinutes(1));

        host.Transport.To("crm").Should().BeEmpty();
        host.Delivery("crm").Attempts.Should().ContainSingle().Which.Outcome.Should().Be(AttemptOutcome.Rejected);
    }

    [Test]
    public void The_example_of_each_event_type_it_is_owed_is_checked_at_start()
    {
        var problems = Problems(endpoint => endpoint.For("new_*", "loyalty_joined", "named").Requires("paid"));

        problems.Should().Equal(
            $"{Key}:RequiredSchema: the example of 'new_lead' cannot be sent; correct the schema, leave 'new_lead' out of {Key}:Events, or change "
            + $"{Key}:Format or the transformation. The body does not fit the schema that the endpoint requires: $ lacks 'paid'.",
            $"{Key}:RequiredSchema: the example of 'loyalty_joined' cannot be sent; correct the schema, leave 'loyalty_joined' out of {Key}:Events, or "
            + $"change {Key}:Format or the transformation. The body does not fit the schema that the endpoint requires: $ lacks 'paid'.");
    }

    [Test]
    public void A_transformation_that_cannot_take_an_example_is_reported_at_start() =>
        Problems(endpoint => endpoint.For("new_order").Requires("paid").Transform((_, _) => throw new FormatException("hunter2")))
            .Should().ContainSingle().Which.Should().EndWith("The endpoint's transformation threw FormatException.");

    [Test]
    public void What_no_event_type_has_is_reported_at_start_by_its_path() =>
        Problems(endpoint => endpoint.For("new_lead", "named").Requires("vat_id")).Should().Equal(
            $"{Key}:RequiredSchema: it requires $.vat_id, which 'new_lead' does not have; correct the schema, leave 'new_lead' out of {Key}:Events, or "
            + "make another body with Transform.",
            $"{Key}:RequiredSchema: it requires $.vat_id, which 'named' does not have; correct the schema, leave 'named' out of {Key}:Events, or make "
            + "another body with Transform.");

    [Test]
    public void What_a_transformation_makes_is_described_by_no_schema() => Problems(endpoint => endpoint
        .For("new_lead").Requires("vat_id").Transform((_, body) => body with { Content = Encoding.UTF8.GetBytes("vat_id") })).Should().BeEmpty();

    [Test]
    public void A_schema_that_cannot_be_read_is_reported_with_all_else() =>
        Problems(endpoint => endpoint.Requires("broken").AllowNetwork("x")).Should().HaveCount(2)
            .And.Contain($"{Key}:RequiredSchema: $.if is a keyword that would not be enforced.");

    [TestCase(WebhookFormat.StandardWebhooks, "type, timestamp, data")]
    [TestCase(WebhookFormat.CloudEvents, "specversion, id, source, type, time, datacontenttype, data")]
    public void The_schema_of_a_body_is_that_of_its_format(WebhookFormat format, string fields)
    {
        var schema = PayloadSchema.Export(new EventCatalog().Find("new_order")!, format);

        string.Join(", ", schema["properties"]!.AsObject().Select(field => field.Key)).Should().Be(fields);
        schema["properties"]!["data"]!["properties"]!["status"].Should().NotBeNull();
    }

    [Test]
    public void References_in_the_schema_of_a_payload_lead_to_the_same_within_an_envelope()
    {
        var type = EventType.Create("category", ShopJson.Default.Category);
        type.GetSchema().ToJsonString().Should().Contain("\"$ref\":\"#");

        PayloadSchema.Export(type, WebhookFormat.StandardWebhooks).ToJsonString().Should().Contain("\"$ref\":\"#/properties/data")
            .And.NotContain("\"$ref\":\"#\"").And.NotContain("\"$ref\":\"#/properties/parent");
    }

    private static TestHost Host(Action<WebhookEndpointBuilder> configure)
    {
        var host = new TestHost(shop => Add(shop, configure).AddTestEndpoint("erp"));
        host.Start();
        return host;
    }

    private static IReadOnlyList<string> Problems(Action<WebhookEndpointBuilder> configure)
    {
        using var host = new TestHost(shop => Add(shop, configure)
            .AddEvent("loyalty_joined", ShopJson.Default.LoyaltyJoined, new ShopEvents.LoyaltyJoined("Ada", 5))
            .AddEvent("named", ShopJson.Default.NamedByItself));
        try
        {
            host.Start();
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return [.. exception.Failures];
        }
    }

    private static IShopWebhooksBuilder Add(IShopWebhooksBuilder shop, Action<WebhookEndpointBuilder> configure)
    {
        shop.Services.AddSingleton<IBodySchemaReader, PickySchemas>();
        return shop.AddTestEndpoint("crm", configure);
    }
}
