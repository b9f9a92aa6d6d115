using System.Text;
using System.Text.Json;
using ShopWebhooks.Events;

namespace ShopWebhooks.Tests.Events;

[TestFixture]
internal sealed class EventCatalogTests
{
    private static readonly EventCatalog Catalog = new();

    [Test]
    public void It_knows_the_event_types_of_the_library()
    {
        Catalog.Types.Select(type => (type.Name, type.PayloadType)).Should().Equal(
            ("ping", typeof(Ping)),
            ("new_order", typeof(NewOrder)),
            ("new_lead", typeof(NewLead)),
            ("order_status_changed", typeof(OrderStatusChanged)),
            ("message_received", typeof(MessageReceived)),
            ("support_requested", typeof(SupportRequested)),
            ("abandoned_cart", typeof(AbandonedCart)),
            ("customer_updated", typeof(CustomerUpdated)),
            ("endpoint_disabled", typeof(EndpointDisabled)),
            ("endpoint_recovered", typeof(EndpointRecovered)),
            ("delivery_failing", typeof(DeliveryFailing)),
            ("delivery_exhausted", typeof(DeliveryExhausted)));
        Catalog.Types.Where(type => type.IsByNameOnly).Select(type => type.ToString())
            .Should().Equal("ping", "endpoint_disabled", "endpoint_recovered", "delivery_failing", "delivery_exhausted");
    }

    [Test]
    public void It_finds_by_name_and_by_payload_type()
    {
        Catalog.Find("new_order").Should().BeSameAs(Catalog.Find(typeof(NewOrder)));
        Catalog.Find("New_Order").Should().BeNull();
        Catalog.Find(typeof(WebhookEvent)).Should().BeNull();
        Catalog.Find(typeof(UnknownEvent)).Should().BeNull();
    }

    [Test]
    public void The_same_pair_twice_is_one()
    {
        var catalog = new EventCatalog(
            EventType.Create("loyalty_joined", ShopJson.Default.LoyaltyJoined),
            EventType.Create("loyalty_joined", ShopJson.Default.LoyaltyJoined),
            EventType.Create("new_order", PayloadJsonContext.Default.NewOrder));

        catalog.Types.Should().HaveCount(new EventCatalog().Types.Count + 1);
    }

    [Test]
    public void The_same_name_or_type_with_other_content_is_refused_and_all_are_listed()
    {
        var make = () => new EventCatalog(
            EventType.Create("new_order", ShopJson.Default.LoyaltyJoined),
            EventType.Create("joined", ShopJson.Default.Empty),
            EventType.Create("left", ShopJson.Default.Empty));

        make.Should().Throw<ArgumentException>().WithMessage(
            "'new_order' with payload ShopWebhooks.Tests.Events.ShopEvents+LoyaltyJoined cannot be registered beside 'new_order' with"
            + " payload ShopWebhooks.Events.NewOrder: a name has one payload type, and a payload type one name; where two names"
            + " have the same fields, derive a type for each from one that has them."
            + " 'left' with payload ShopWebhooks.Tests.Events.ShopEvents+Empty cannot be registered beside 'joined' with payload"
            + " ShopWebhooks.Tests.Events.ShopEvents+Empty: a name has one payload type, and a payload type one name; where two names"
            + " have the same fields, derive a type for each from one that has them."
            + " (Parameter 'eventTypes')");
    }

    [Test]
    public void A_payload_of_an_unregistered_type_is_refused_with_the_call_that_registers_it()
    {
        var seal = () => Catalog.Seal(new ShopEvents.LoyaltyJoined("m", 1));

        seal.Should().Throw<ArgumentException>().WithMessage(
            "ShopWebhooks.Tests.Events.ShopEvents+LoyaltyJoined is not registered as a payload; register it with"
            + " AddEvent<LoyaltyJoined>(\"event_type\", MyJsonContext.Default.LoyaltyJoined). (Parameter 'payload')");
    }

    [Test]
    public void A_known_field_among_the_unknown_ones_is_refused()
    {
        var seal = () => Catalog.Seal(new NewOrder
        {
            Status = OrderStatus.Paid,
            UnknownFields = new Dictionary<string, JsonElement> { ["total"] = JsonElement.Parse("1") },
        });

        seal.Should().Throw<ArgumentException>().WithMessage(
            "The unknown fields of a payload of ShopWebhooks.Events.NewOrder hold 'total', which is a field of the type; set its property"
            + " instead. (Parameter 'payload')");
    }

    private static IEnumerable<TestCaseData> PayloadsThatTheirOwnSchemaForbids =>
    [
        new(new NewOrder { Status = default }, "The payload of event type 'new_order' cannot be written as JSON. The field 'status' is required"
            + " and must not be null. (Parameter 'payload')"),
        new(new OrderStatusChanged { OrderId = "O-1", Status = default }, "*'order_status_changed'*. The field 'status' is required*"),
        new(new NewOrder { Status = OrderStatus.Paid, Items = [new(), null!] }, "*'new_order'*. The item $.items[1] must not be null.*"),
        new(new AbandonedCart { Items = [null!] }, "*'abandoned_cart'*. The item $.items[0] must not be null.*"),
        new(new AbandonedCart { Items = [new() { UnknownFields = new Dictionary<string, JsonElement> { ["sku"] = JsonElement.Parse("1") } }] },
            "*. The unknown fields of an item hold 'sku', which is a field of the type; set its property instead.*"),
    ];

    [TestCaseSource(nameof(PayloadsThatTheirOwnSchemaForbids))]
    public void A_payload_that_its_own_schema_forbids_is_not_written(object payload, string message)
    {
        var seal = () => Catalog.Seal(payload);
        var write = () => JsonSerializer.Serialize(payload);

        seal.Should().Throw<ArgumentException>().WithMessage(message);
        write.Should().Throw<JsonException>();
    }

    [Test]
    public void An_unknown_event_whose_body_would_name_another_event_is_refused()
    {
        var received = Catalog.Deserialize("crm.sync", """{"event":"new_order","customer_id":"SB-9921","status":"paid"}"""u8);

        var seal = () => Catalog.Seal(received);

        seal.Should().Throw<ArgumentException>().WithMessage(
            "The unknown fields of an event of type 'crm.sync' hold 'event', which would name another event type to who receives it; remove"
            + " that field. (Parameter 'payload')");
    }

    [Test]
    public void An_unknown_event_of_a_registered_type_is_refused()
    {
        var seal = () => Catalog.Seal(new UnknownEvent("new_order"));

        seal.Should().Throw<ArgumentException>().WithMessage(
            "The event type 'new_order' is registered with payload ShopWebhooks.Events.NewOrder, whose rules an UnknownEvent would escape;"
            + " dispatch a NewOrder. (Parameter 'payload')");
    }

    [Test]
    public void A_kept_unpaired_surrogate_cannot_be_sealed_again()
    {
        var read = Catalog.Deserialize("new_order", """{"status":"paid","x":"\uD800"}"""u8);
        var unknown = Catalog.Deserialize("stock_low", """{"x":"\uD800"}"""u8);

        var seal = () => Catalog.Seal(read);
        var sealUnknown = () => Catalog.Seal(unknown);

        seal.Should().Throw<ArgumentException>().WithMessage(
            "The payload of event type 'new_order' cannot be written as JSON: ShopWebhooks.Events.NewOrder failed with"
            + " *Exception. (Parameter 'payload')");
        sealUnknown.Should().Throw<ArgumentException>().WithMessage("The payload of event type 'stock_low' cannot be written as JSON:*");
    }

    [Test]
    public void A_payload_that_throws_while_it_is_written_or_read_is_reported_like_any_other()
    {
        var catalog = new EventCatalog(EventType.Create("throwing", ShopJson.Default.Throwing));

        var seal = () => catalog.Seal(new ShopEvents.Throwing());
        var read = () => catalog.Deserialize("throwing", """{"points":4711}"""u8);

        seal.Should().Throw<ArgumentException>().WithMessage("*failed with TimeoutException. (Parameter 'payload')");
        read.Should().Throw<JsonException>().Which.Message.Should().Be(
            "Reading the payload as ShopWebhooks.Tests.Events.ShopEvents+Throwing failed with TimeoutException.");
    }

    [TestCase("new_order", "{}", "$")]
    [TestCase("new_order", """{"status":null}""", "$.status")]
    [TestCase("new_order", """{"status":1}""", "$.status")]
    [TestCase("new_order", """{"status":"paid","total":"much"}""", "$.total")]
    [TestCase("new_order", """{"status":"paid","items":[{},{"price":true}]}""", "$.items[1].price")]
    [TestCase("new_order", """{"status":"paid","items":[{},null]}""", "$.items[1]")]
    [TestCase("new_order", """{"status":"paid","status":"refunded"}""", "$.status")]
    [TestCase("new_order", """{"status":"paid","x":1,"x":2}""", "$")]
    [TestCase("new_order", """{"status":"paid","occurred_at":"yesterday"}""", "$.occurred_at")]
    [TestCase("new_order", """{"status":"paid","occurred_at":"2025-11-03T12:00:00"}""", "$.occurred_at")]
    [TestCase("new_order", """{"status":"paid","occurred_at":"2025-11-03"}""", "$.occurred_at")]
    [TestCase("new_order", """{"status":"paid","occurred_at":"0001-01-01T00:00:00+14:00"}""", "$.occurred_at")]
    [TestCase("new_order", """{"status":"paid","occurred_at":"2025-11-03T12:00:00Z\ud800"}""", "$.occurred_at")]
    [TestCase("new_order", """{"status":"paid","occurred_at":1762171200}""", "$.occurred_at")]
    [TestCase("new_order", """{"status":"\uD800"}""", "$.status")]
    [TestCase("new_order", "null", "$")]
    [TestCase("new_order", "[]", "$")]
    [TestCase("new_order", """{"status":"paid"}{}""", "$")]
    [TestCase("order_status_changed", """{"status":"paid"}""", "$")]
    [TestCase("order_status_changed", """{"order_id":"1"}""", "$")]
    [TestCase("order_status_changed", """{"order_id":"1","status":null}""", "$.status")]
    [TestCase("order_status_changed", """{"order_id":null,"status":"paid"}""", "$.order_id")]
    [TestCase("message_received", "{}", "$")]
    [TestCase("message_received", """{"text":"\uDC00"}""", "$.text")]
    [TestCase("support_requested", "{}", "$")]
    [TestCase("abandoned_cart", """{"items":[null]}""", "$.items[0]")]
    [TestCase("customer_updated", "{}", "$")]
    [TestCase("customer_updated", """{"changes":null}""", "$.changes")]
    [TestCase("customer_updated", """{"changes":{"a":1,"a":2}}""", "$.changes")]
    [TestCase("stock_low", "null", "$")]
    [TestCase("stock_low", "7", "$")]
    [TestCase("stock_low", """{"a":1,"a":2}""", "$")]
    public void A_payload_that_does_not_fit_is_refused_with_its_path(string eventType, string json, string path)
    {
        var read = () => Catalog.Deserialize(eventType, Encoding.UTF8.GetBytes(json));

        read.Should().Throw<JsonException>().Which.Path.Should().StartWith(path);
    }

    [TestCase("new_order")]
    [TestCase("stock_low")]
    [TestCase("not\na name")]
    public void Nothing_but_a_json_exception_comes_of_bad_bytes(string eventType)
    {
        byte[][] payloads =
        [
            [],
            [0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}'],
            [.. "{\"status\":\""u8, 0xFF, .. "\"}"u8],
            [.. "{\""u8, 0xC3, .. "\":1}"u8],
            [.. "{\"customer_id\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8],
            Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 100) + new string(']', 100) + "}"),
            Encoding.UTF8.GetBytes("{\"\\uD800\":1}"),
            Encoding.Unicode.GetBytes("{}"),
        ];
        foreach (var payload in payloads)
        {
            var read = () => Catalog.Deserialize(eventType, payload);

            read.Should().Throw<JsonException>();
        }
    }
}
