using System.Text;
using System.Text.Json;
using ShopWebhooks.Events;

namespace ShopWebhooks.Tests.Events;

[TestFixture]
internal sealed class PayloadJsonTests
{
    private static readonly EventCatalog Catalog = new();

    private static readonly DateTimeOffset Noon = new(2025, 11, 3, 12, 0, 0, TimeSpan.Zero);

    private static readonly OrderItem Mug = new() { Sku = "MUG-1", Name = "Mug", Quantity = 2, Price = 9.90m };

    private static IEnumerable<TestCaseData> Payloads =>
    [
        new(new Ping(), """{"event":"ping"}"""),
        new(
            new NewOrder { CustomerId = "SB-9921", Status = OrderStatus.Paid },
            """{"event":"new_order","customer_id":"SB-9921","status":"paid"}"""),
        new(
            new NewOrder
            {
                OccurredAt = Noon,
                Items = [Mug, new OrderItem()],
                Currency = "EUR",
                Total = 19.80m,
                OrderId = "O-1",
                Status = OrderStatus.Pending,
                CustomerId = "c",
            },
            """{"event":"new_order","customer_id":"c","status":"pending","order_id":"O-1","total":19.80,"currency":"EUR",""" + """
            "items":[{"sku":"MUG-1","name":"Mug","quantity":2,"price":9.90},{}],"occurred_at":"2025-11-03T12:00:00+00:00"}
            """),
        new(
            new NewLead { Name = "Ada", Email = "ada@example.com", Phone = "1", Channel = Channel.WhatsApp, Score = 80 },
            """{"event":"new_lead","name":"Ada","email":"ada@example.com","phone":"1","channel":"whatsapp","score":80}"""),
        new(
            new OrderStatusChanged { OrderId = "O-1", Status = OrderStatus.Shipped, PreviousStatus = OrderStatus.Paid },
            """{"event":"order_status_changed","order_id":"O-1","status":"shipped","previous_status":"paid"}"""),
        new(
            new MessageReceived { ConversationId = "42", Channel = Channel.WebChat, Text = "Hi" },
            """{"event":"message_received","conversation_id":"42","channel":"web_chat","text":"Hi"}"""),
        new(
            new SupportRequested { ConversationId = "42", Subject = "Broken", Priority = SupportPriority.High },
            """{"event":"support_requested","conversation_id":"42","subject":"Broken","priority":"high"}"""),
        new(
            new AbandonedCart { CartId = "C-1", Total = 9.90m, Currency = "EUR", Items = [Mug] },
            """{"event":"abandoned_cart","cart_id":"C-1","total":9.90,"currency":"EUR",""" + """
            "items":[{"sku":"MUG-1","name":"Mug","quantity":2,"price":9.90}]}
            """),
        new(
            new CustomerUpdated
            {
                Changes = new Dictionary<string, JsonElement> { ["email"] = Json("\"a@b.example\""), ["vat"] = Json("null") },
            },
            """{"event":"customer_updated","changes":{"email":"a@b.example","vat":null}}"""),
        new(
            new UnknownEvent("stock_low") { CustomerId = "c", OccurredAt = Noon, UnknownFields = Fields("sku", "\"MUG-1\"") },
            """{"event":"stock_low","customer_id":"c","occurred_at":"2025-11-03T12:00:00+00:00","sku":"MUG-1"}"""),
    ];

    [TestCaseSource(nameof(Payloads))]
    public void The_catalog_seals_a_payload_with_its_event_first(object payload, string json)
    {
        var sealedPayload = Catalog.Seal(payload);

        Text(sealedPayload.Content).Should().Be(json);
        sealedPayload.EventType.Should().Be(((WebhookEvent)payload).Event);
    }

    [TestCaseSource(nameof(Payloads))]
    public void A_plain_serializer_without_options_writes_the_same(object payload, string json) =>
        JsonSerializer.Serialize(payload).Should().Be(json);

    [TestCaseSource(nameof(Payloads))]
    public void What_was_sealed_is_read_back_as_the_same_payload(object payload, string json)
    {
        var read = Catalog.Deserialize(((WebhookEvent)payload).Event, Encoding.UTF8.GetBytes(json));

        read.Should().BeOfType(payload.GetType());
        Text(Catalog.Seal(read).Content).Should().Be(json);
    }

    [TestCaseSource(nameof(Payloads))]
    public void A_plain_serializer_reads_the_same_payload(object payload, string json) =>
        JsonSerializer.Serialize(JsonSerializer.Deserialize(json, payload.GetType())).Should().Be(json);

    [TestCaseSource(nameof(Payloads))]
    public void A_payload_prints_its_event_type_and_nothing_of_its_fields(object payload, string json)
    {
        json.Should().StartWith($$"""{"event":"{{payload}}""");
        Mug.ToString().Should().Be("OrderItem");
        Catalog.Seal(payload).ToString().Should().Be(payload.ToString());
    }

    [Test]
    public void Unknown_fields_are_kept_and_written_after_the_known_ones()
    {
        const string Json =
            """{"event":"new_order","status":"paid","items":[{"sku":"a","size":"XL"}],""" + """
            "occurred_at":"2025-11-03T12:00:00+00:00","z":{"y":[1.50]}}
            """;

        var order = (NewOrder)Catalog.Deserialize("new_order", Encoding.UTF8.GetBytes(Json));

        order.UnknownFields.Should().ContainKey("z");
        Text(Catalog.Seal(order).Content).Should().Be(Json);
    }

    [Test]
    public void A_field_may_have_the_name_of_the_property_that_keeps_it()
    {
        const string Json = """{"event":"new_order","status":"paid","UnknownFields":{"a":1}}""";

        Text(Catalog.Seal(Catalog.Deserialize("new_order", Encoding.UTF8.GetBytes(Json))).Content).Should().Be(Json);
    }

    [TestCase("2025-11-03T12:00:00Z")]
    [TestCase("2025-11-03T13:00:00+01:00")]
    [TestCase("2025-11-03T13:00:00\\u002B01:00")]
    [TestCase("2025-11-03T07:00-05:00")]
    [TestCase("2025-11-03T12:00:00.000Z")]
    public void A_time_with_an_offset_is_the_same_moment_everywhere(string text)
    {
        var json = $$"""{"status":"paid","occurred_at":"{{text}}"}""";

        ((NewOrder)Catalog.Deserialize("new_order", Encoding.UTF8.GetBytes(json))).OccurredAt.Should().Be(Noon);
        JsonSerializer.Deserialize<NewOrder>(json)!.OccurredAt.Should().Be(Noon);
    }

    [Test]
    public void A_time_without_an_offset_is_refused_by_a_plain_serializer_too()
    {
        var read = () => JsonSerializer.Deserialize<NewOrder>("""{"status":"paid","occurred_at":"2025-11-03T12:00:00"}""");

        read.Should().Throw<JsonException>().Which.Path.Should().Be("$.occurred_at");
    }

    [Test]
    public void A_time_that_is_null_is_none() =>
        ((NewOrder)Catalog.Deserialize("new_order", """{"status":"paid","occurred_at":null}"""u8)).OccurredAt.Should().BeNull();

    [Test]
    public void The_event_of_a_read_payload_is_that_of_its_type()
    {
        var order = (NewOrder)Catalog.Deserialize("new_order", """{"event":"something_else","status":"paid"}"""u8);

        order.Event.Should().Be("new_order");
        order.UnknownFields.Should().BeNull();
    }

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);

    private static JsonElement Json(string json) => JsonElement.Parse(json);

    private static Dictionary<string, JsonElement> Fields(string name, string json) => new() { [name] = Json(json) };
}
