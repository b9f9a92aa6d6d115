using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using ShopWebhooks.Events;

namespace ShopWebhooks.Tests.Events;

[TestFixture]
internal sealed class EventEnvelopeTests
{
    private static readonly EventCatalog Catalog = new();

    private static IEnumerable<TestCaseData> HostileBytes =>
    [
        new TestCaseData(Array.Empty<byte>()).SetArgDisplayNames("nothing"),
        new TestCaseData((byte[])[0xEF, 0xBB, 0xBF, .. "{\"event\":\"a\"}"u8]).SetArgDisplayNames("byte order mark"),
        new TestCaseData((byte[])[.. "{\"event\":\"a\",\"b\":\""u8, 0xFF, .. "\"}"u8]).SetArgDisplayNames("invalid UTF-8 in a text"),
        new TestCaseData((byte[])[.. "{\"event\":\"a\",\""u8, 0xC3, .. "\":1}"u8]).SetArgDisplayNames("invalid UTF-8 in a name"),
        new TestCaseData((byte[])[.. "{\"event\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8]).SetArgDisplayNames("surrogate as UTF-8"),
        new TestCaseData(Encoding.Unicode.GetBytes("{\"event\":\"a\"}")).SetArgDisplayNames("UTF-16"),
        new TestCaseData((byte[])[.. "{\"event\":\"a\"}"u8, 0]).SetArgDisplayNames("NUL behind the object"),
        new TestCaseData((byte[])[.. "{\"event\":\"a\0\"}"u8]).SetArgDisplayNames("NUL in the event type"),
        new TestCaseData(Encoding.UTF8.GetBytes("{\"event\":\"" + new string('a', 101) + "\"}")).SetArgDisplayNames("101 characters"),
        new TestCaseData(Encoding.UTF8.GetBytes("{\"event\":\"" + new string('a', 1_000_000) + "\"}")).SetArgDisplayNames("a million"),
        new TestCaseData(Nested(64)).SetArgDisplayNames("65 levels"),
        new TestCaseData(Nested(100_000)).SetArgDisplayNames("100,000 levels"),
    ];

    [TestCase("""{"event":"new_order","status":"paid"}""", "new_order", WebhookFormat.Flat, """{"event":"new_order","status":"paid"}""")]
    [TestCase("""{"status":"paid","event":"new_order"}""", "new_order", WebhookFormat.Flat, """{"status":"paid","event":"new_order"}""")]
    [TestCase(" \r\n{ \"event\" : \"a\" }\n", "a", WebhookFormat.Flat, "{ \"event\" : \"a\" }")]
    [TestCase("""{"type":"new_order","data":{"status":"paid"}}""", "new_order", WebhookFormat.StandardWebhooks, """{"status":"paid"}""")]
    [TestCase("""{"data": { "a" : 1 } ,"type":"a"}""", "a", WebhookFormat.StandardWebhooks, """{ "a" : 1 }""")]
    [TestCase("""{"specversion":"1.0","type":"a","data":{"b":2}}""", "a", WebhookFormat.CloudEvents, """{"b":2}""")]
    [TestCase("""{"data":{"b":2},"type":"a","specversion":"1.0"}""", "a", WebhookFormat.CloudEvents, """{"b":2}""")]
    [TestCase("""{"specversion":"1.0","type":"a"}""", "a", WebhookFormat.CloudEvents, "{}")]
    [TestCase("""{"specversion":"1.0","type":"a","data":null,"data_base64":null}""", "a", WebhookFormat.CloudEvents, "{}")]
    public void A_body_is_recognised_by_its_fields_in_any_order(string body, string eventType, WebhookFormat format, string payload)
    {
        var envelope = Read(body);

        envelope.EventType.Should().Be(eventType);
        envelope.Format.Should().Be(format);
        Text(envelope.Payload).Should().Be(payload);
    }

    [TestCase("""{"specversion":"1.0","event":"b","type":"a","data":{}}""", WebhookFormat.CloudEvents, "a")]
    [TestCase("""{"type":"a","data":{},"event":"b"}""", WebhookFormat.Flat, "b")]
    [TestCase("""{"type":"a","data":[1],"event":"b"}""", WebhookFormat.Flat, "b")]
    [TestCase("""{"type":7,"event":"b"}""", WebhookFormat.Flat, "b")]
    [TestCase("""{"type":"a","data":{},"event":{"c":1}}""", WebhookFormat.StandardWebhooks, "a")]
    [TestCase("""{"type":"a","data":{"specversion":"1.0","event":"b"}}""", WebhookFormat.StandardWebhooks, "a")]
    public void Specversion_comes_before_event_and_event_before_type_and_data(string body, WebhookFormat format, string eventType)
    {
        var envelope = Read(body);

        envelope.Format.Should().Be(format);
        envelope.EventType.Should().Be(eventType);
    }

    [TestCase("jira:issue_created")]
    [TestCase("store/order/created")]
    [TestCase("Order Completed")]
    [TestCase("\\u006eew_order", "new_order")]
    [TestCase("a\\\"b", "a\"b")]
    public void Senders_may_use_any_printable_ascii(string json, string? eventType = null) =>
        Read($$"""{"event":"{{json}}"}""").EventType.Should().Be(eventType ?? json);

    [TestCase("{")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("\"event\"")]
    [TestCase("[{\"event\":\"a\"}]")]
    [TestCase("event=a&b=c")]
    [TestCase("{'event':'a'}")]
    [TestCase("{\"event\":\"a\",}")]
    [TestCase("{\"event\":\"a\"/**/}")]
    [TestCase("{\"event\":\"a\"}{\"event\":\"a\"}")]
    [TestCase("{\"event\":\"a\"} x")]
    [TestCase("{\"event\":\"a\"", TestName = "cut short")]
    [TestCase("{\"event\":\"a\",\"event\":\"a\"}")]
    [TestCase("{\"event\":\"a\",\"\\u0065vent\":\"b\"}")]
    [TestCase("{\"event\":\"a\",\"type\":1,\"type\":2}")]
    [TestCase("{\"type\":\"a\",\"data\":{},\"data\":{}}")]
    [TestCase("{\"event\":{},\"event\":\"a\"}")]
    [TestCase("{\"event\":\"\"}")]
    [TestCase("{\"event\":\" a\"}")]
    [TestCase("{\"event\":\"a \"}")]
    [TestCase("{\"event\":\"a\\nb\"}")]
    [TestCase("{\"event\":\"\\u001b[31m\"}")]
    [TestCase("{\"event\":\"a\\u0000\"}")]
    [TestCase("{\"event\":\"a\\u202Eb\"}")]
    [TestCase("{\"event\":\"größe\"}")]
    [TestCase("{\"event\":\"\\uD800\"}", TestName = "unpaired high surrogate")]
    [TestCase("{\"event\":\"\\uDC00\\uD800\"}", TestName = "surrogates the wrong way round")]
    [TestCase("{\"\\uD800\":1,\"event\":\"a\"}", TestName = "unpaired surrogate in a name")]
    [TestCase("{\"event\":1}")]
    [TestCase("{\"event\":null}")]
    [TestCase("{\"type\":\"a\"}")]
    [TestCase("{\"data\":{}}")]
    [TestCase("{\"type\":\"a\",\"data\":null}")]
    [TestCase("{\"type\":\"a\",\"data\":[{}]}")]
    [TestCase("{\"type\":\"a\",\"data\":\"{}\"}")]
    [TestCase("{\"type\":null,\"data\":{}}")]
    [TestCase("{\"specversion\":\"1.0\"}")]
    [TestCase("{\"specversion\":\"0.3\",\"type\":\"a\",\"data\":{}}")]
    [TestCase("{\"specversion\":1.0,\"type\":\"a\",\"data\":{}}")]
    [TestCase("{\"specversion\":null,\"event\":\"a\"}")]
    [TestCase("{\"specversion\":\"1.0\",\"type\":\"a\",\"data\":[]}")]
    [TestCase("{\"specversion\":\"1.0\",\"type\":\"a\",\"data\":\"<a/>\"}")]
    [TestCase("{\"specversion\":\"1.0\",\"type\":\"a\",\"data_base64\":\"e30=\"}")]
    [TestCase("{\"specversion\":\"1.0\",\"event\":\"a\"}")]
    public void Anything_else_is_not_recognised(string body) => Refused(Encoding.UTF8.GetBytes(body));

    [TestCaseSource(nameof(HostileBytes))]
    public void Bytes_that_are_no_plain_json_are_not_recognised(byte[] body) => Refused(body);

    [Test]
    public void Sixty_four_levels_are_read() => EventEnvelope.TryRead(Nested(63), out _).Should().BeTrue();

    [FsCheck.NUnit.Property(MaxTest = 1000)]
    public void No_bytes_make_it_throw(byte[] body) => EventEnvelope.TryRead(body, Catalog, out _);

    [FsCheck.NUnit.Property(MaxTest = 1000, Arbitrary = [typeof(JsonArbitraries)])]
    public void No_damage_to_a_body_makes_it_throw(JsonObject json, byte damage, int place)
    {
        var body = Encoding.UTF8.GetBytes(json.ToJsonString());
        body[(place & int.MaxValue) % body.Length] = damage;

        if (EventEnvelope.TryRead(body, Catalog, out var envelope))
        {
            JsonNode.Parse(envelope.Payload.Span).Should().BeOfType<JsonObject>();
            EventTypeName.IsReceivable(envelope.EventType).Should().BeTrue();
        }
    }

    [Test]
    public void The_payload_is_a_part_of_the_body_and_not_a_copy()
    {
        var body = """{"type":"new_order","data":{"status":"paid"}}"""u8.ToArray();

        EventEnvelope.TryRead(body, out var envelope).Should().BeTrue();

        MemoryMarshal.TryGetArray(envelope.Payload, out var part).Should().BeTrue();
        part.Array.Should().BeSameAs(body);
    }

    [Test]
    public void The_catalog_lends_the_names_it_knows()
    {
        EventEnvelope.TryRead("""{"event":"new_order"}"""u8.ToArray(), Catalog, out var known).Should().BeTrue();
        EventEnvelope.TryRead("""{"event":"stock_low"}"""u8.ToArray(), Catalog, out var unknown).Should().BeTrue();

        known.EventType.Should().BeSameAs(Catalog.Find("new_order")!.Name);
        unknown.EventType.Should().Be("stock_low");
    }

    [Test]
    public void It_prints_no_payload() => Read("""{"event":"a","b":"c"}""").ToString().Should().Be("a (Flat)");

    private static EventEnvelope Read(string body)
    {
        EventEnvelope.TryRead(Encoding.UTF8.GetBytes(body), out var envelope).Should().BeTrue();
        return envelope;
    }

    private static void Refused(byte[] body)
    {
        EventEnvelope.TryRead(body, Catalog, out var envelope).Should().BeFalse();
        envelope.Should().Be(default(EventEnvelope));
    }

    private static byte[] Nested(int levels) =>
        Encoding.UTF8.GetBytes("{\"event\":\"a\",\"b\":" + new string('[', levels) + new string(']', levels) + "}");

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
