using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;

namespace ShopWebhooks.JsonSchema.Tests;

internal sealed partial class JsonSchemaBuilderExtensionsTests
{
    private const string Key = "AddEndpoint(\"crm\")";
    private const string Secret = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";

    private const string PricedOrder = """
        {"type":"object","required":["customer_id","total"],"properties":{"total":{"type":"number","minimum":0},"status":{"const":"paid"}}}
        """;

    private static IEnumerable<EventType> HouseTypes => new EventCatalog().Types;

    [Test]
    public async Task A_body_that_does_not_fit_is_stored_as_a_dead_letter_that_says_why()
    {
        await using var shop = Shop(endpoint => endpoint.For("new_order").Requires(PricedOrder));
        var dispatcher = shop.GetRequiredService<IWebhookDispatcher>();

        await dispatcher.DispatchAsync(new NewOrder { CustomerId = "SB-9921", Status = OrderStatus.Paid, Total = 5 });
        await dispatcher.DispatchAsync(new NewOrder { Status = OrderStatus.Pending, Total = -5 });

        var deliveries = await shop.GetRequiredService<IWebhookStore>().FindDeliveriesAsync(new DeliveryQuery { EndpointId = "crm" }, default);
        deliveries.Select(delivery => (delivery.State, delivery.Reason)).Should().BeEquivalentTo(new[]
        {
            (DeliveryState.Open, null),
            (DeliveryState.Dead, "The body does not fit the schema that the endpoint requires: $.total is below its 'minimum'; $.status is not the value "
                + "of 'const'; $.customer_id is required and missing."),
        });
    }

    [TestCaseSource(nameof(HouseTypes))]
    public async Task The_example_of_each_event_type_fits_its_own_schema_in_every_format(EventType type)
    {
        foreach (var format in Enum.GetValues<WebhookFormat>())
        {
            var schema = type.GetSchema().ToJsonString();
            var required = format == WebhookFormat.Flat ? schema : $$"""{"required":["data"],"properties":{"data":{{schema}} } }""";
            await using var shop = Shop(endpoint => endpoint.For(type.Name).As(format).Requires(required));

            shop.Invoking(Start).Should().NotThrow();
        }
    }

    [TestCase("""{"required":["vat_id"]}""", "$.vat_id")]
    [TestCase("""{"$ref":"#/$defs/a","$defs":{"a":{"allOf":[{"required":["vat_id"]}]}}}""", "$.vat_id")]
    [TestCase("""{"properties":{"items":{"items":{"required":["sku","vat"]}}}}""", "$.items[].vat")]
    [TestCase("""{"properties":{"shipping":{"required":["street"]}},"required":["status"]}""", null)]
    [TestCase("""{"anyOf":[{"required":["vat_id"]},{"required":["status"]}]}""", null)]
    public async Task What_it_requires_and_an_event_type_does_not_have_is_reported_at_start(string schema, string? path)
    {
        await using var shop = Shop(endpoint => endpoint.For("new_order").Requires(schema));

        Problems(shop).Should().Equal(path is null
            ? []
            : [
                $"{Key}:RequiredSchema: it requires {path}, which 'new_order' does not have; correct the schema, leave 'new_order' out of {Key}:Events, "
                + "or make another body with Transform.",
            ]);
    }

    [Test]
    public async Task What_an_envelope_carries_is_known_by_its_path_in_the_body()
    {
        const string Schema = """{"required":["type","time"],"properties":{"data":{"required":["status","vat_id"]}}}""";
        await using var shop = Shop(endpoint => endpoint.For("new_order").As(WebhookFormat.StandardWebhooks).Requires(Schema));

        Problems(shop).Should().SatisfyRespectively(
            first => first.Should().StartWith($"{Key}:RequiredSchema: it requires $.time, "),
            second => second.Should().StartWith($"{Key}:RequiredSchema: it requires $.data.vat_id, "));
    }

    [TestCase("category", """{"properties":{"parent":{"$ref":"#"},"labels":{"required":["anything"]}},"required":["name"]}""")]
    [TestCase("labels", """{"required":["event","anything"]}""")]
    [TestCase("customer_updated", """{"required":["changes"],"properties":{"changes":{"required":["email"]}}}""")]
    public async Task A_dictionary_and_a_type_that_refers_to_itself_may_have_any_name_and_depth(string eventType, string schema)
    {
        await using var shop = Shop(endpoint => endpoint.For(eventType).Requires(schema));

        Problems(shop).Should().BeEmpty();
    }

    [Test]
    public async Task The_schema_of_an_endpoint_may_come_from_the_configuration_and_every_problem_of_it_is_listed()
    {
        await using var shop = Shop(endpoint => endpoint.Options.RequiredSchema = """{"if":{},"properties":{"a":{"$ref":"https://shop.example/a"}}}""");

        Problems(shop).Should().Equal(
            $"{Key}:RequiredSchema: $.if is a keyword that would not be enforced; remove it, or say what it means by others.",
            $"{Key}:RequiredSchema: $.properties.a.$ref leads out of the schema; only '#' and '#/…' are followed, so put what it refers to under $defs.");
    }

    [Test]
    public void Calling_it_twice_is_calling_it_once()
    {
        var services = new ServiceCollection();

        services.AddShopWebhooks().AddJsonSchemaValidation().AddJsonSchemaValidation();

        services.Should().ContainSingle(service => service.ServiceType == typeof(IBodySchemaReader));
    }

    private static ServiceProvider Shop(Action<WebhookEndpointBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddShopWebhooks()
            .AddJsonSchemaValidation()
            .AddEvent("category", ShopJson.Default.Category)
            .AddEvent("labels", ShopJson.Default.DictionaryStringString)
            .AddEndpoint("crm", "https://crm.example/", endpoint => configure(endpoint.AddSecret(Secret)));
        return services.BuildServiceProvider();
    }

    private static void Start(ServiceProvider shop) => shop.GetRequiredService<IStartupValidator>().Validate();

    private static IReadOnlyList<string> Problems(ServiceProvider shop)
    {
        try
        {
            Start(shop);
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return [.. exception.Failures];
        }
    }

    private sealed record Category(string Name, Category? Parent, Dictionary<string, string> Labels);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Category))]
    private sealed partial class ShopJson : JsonSerializerContext;
}
