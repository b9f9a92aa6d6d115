using System.Text.Json.Nodes;
using ShopWebhooks.Events;

namespace ShopWebhooks.Tests.Events;

[TestFixture]
internal sealed class PayloadSchemaTests
{
    private static readonly EventCatalog Catalog = new();

    [Test]
    public void The_schema_of_a_new_order_tells_all_its_fields() =>
        Schema("new_order").ToJsonString().Should().Be(
            """{"type":"object","properties":{"event":{"const":"new_order"},"customer_id":{"type":["string","null"]},""" + """
            "status":{"type":"string"},"order_id":{"type":["string","null"]},"total":{"type":["number","null"]},
            """ + """
            "currency":{"type":["string","null"]},"items":{"type":["array","null"],"items":{"type":"object","properties":{
            """ + """
            "sku":{"type":["string","null"]},"name":{"type":["string","null"]},"quantity":{"type":["number","null"]},
            """ + """
            "price":{"type":["number","null"]}}}},"occurred_at":{"type":["string","null"],"format":"date-time"}},"required":["status"]}
            """);

    [Test]
    public void Every_event_type_pins_its_event_first() =>
        Catalog.Types.Should().OnlyContain(type =>
            type.GetSchema()["properties"]!.AsObject().First().Key == "event"
            && type.GetSchema()["properties"]!["event"]!["const"]!.GetValue<string>() == type.Name);

    [TestCase("ping", "")]
    [TestCase("new_order", "status")]
    [TestCase("new_lead", "")]
    [TestCase("order_status_changed", "order_id, status")]
    [TestCase("message_received", "text")]
    [TestCase("support_requested", "subject")]
    [TestCase("abandoned_cart", "")]
    [TestCase("customer_updated", "changes")]
    public void Required_fields_are_required(string eventType, string fields) =>
        string.Join(", ", Schema(eventType)["required"]?.AsArray().Select(field => field!.GetValue<string>()) ?? [])
            .Should().Be(fields);

    [TestCase("new_order", "status")]
    [TestCase("new_lead", "channel")]
    [TestCase("support_requested", "priority")]
    public void Open_values_are_any_text(string eventType, string field) =>
        Schema(eventType)["properties"]![field]!.ToJsonString().Should().Be("""{"type":"string"}""");

    [Test]
    public void A_type_without_event_of_its_own_has_it_in_its_schema()
    {
        EventType.Create("loyalty_joined", ShopJson.Default.LoyaltyJoined).GetSchema().ToJsonString().Should().Be(
            """{"type":"object","properties":{"event":{"const":"loyalty_joined"},"member":{"type":"string"},""" + """
            "points":{"type":"integer"}},"required":["member","points"]}
            """);
        EventType.Create("labels", ShopJson.Default.DictionaryStringString).GetSchema().ToJsonString().Should().Be(
            """{"type":"object","additionalProperties":{"type":"string"},"properties":{"event":{"const":"labels"}}}""");
    }

    [Test]
    public void Each_call_gives_a_tree_of_its_own()
    {
        Schema("ping")["title"] = "changed";

        Schema("ping")["title"].Should().BeNull();
    }

    private static JsonNode Schema(string eventType) => Catalog.Find(eventType)!.GetSchema();
}
