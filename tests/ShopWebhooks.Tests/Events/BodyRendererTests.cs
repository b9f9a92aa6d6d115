using System.Text;
using System.Text.Json.Nodes;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.Events;

[TestFixture]
internal sealed class BodyRendererTests
{
    private const string Payload = """{"event":"new_order","customer_id":"SB-9921","status":"paid"}""";

    [Test]
    public void Flat_is_the_payload_itself()
    {
        var message = Message("new_order", Payload);

        var body = BodyRenderer.Render(message, WebhookFormat.Flat);

        body.Content.Equals(message.Payload).Should().BeTrue();
        body.ContentType.Should().Be("application/json");
    }

    [Test]
    public void Flat_keeps_the_content_type_of_the_message() =>
        BodyRenderer.Render(Message("a", Payload) with { ContentType = "application/vnd.shop+json" }, WebhookFormat.Flat)
            .ContentType.Should().Be("application/vnd.shop+json");

    [Test]
    public void Standard_Webhooks_has_type_timestamp_and_data()
    {
        var body = BodyRenderer.Render(Message("new_order", Payload), WebhookFormat.StandardWebhooks);

        Text(body).Should().Be("""{"type":"new_order","timestamp":"2025-11-03T11:04:05.678Z","data":""" + Payload + "}");
        body.ContentType.Should().Be("application/json");
    }

    [Test]
    public void CloudEvents_has_the_attributes_of_version_1()
    {
        var body = BodyRenderer.Render(Message("new_order", Payload), WebhookFormat.CloudEvents);

        Text(body).Should().Be(
            """{"specversion":"1.0","id":"msg_1","source":"urn:shopwebhooks:local","type":"new_order",""" + """
            "time":"2025-11-03T11:04:05.678Z","datacontenttype":"application/json","data":
            """ + Payload + "}");
        body.ContentType.Should().Be("application/cloudevents+json");
    }

    [Test]
    public void Digits_that_a_store_may_lose_change_no_body([Values] WebhookFormat format)
    {
        var message = Message("new_order", Payload);
        var stored = message with { CreatedAt = new DateTimeOffset(message.CreatedAt.Ticks / 10 * 10, message.CreatedAt.Offset) };

        stored.CreatedAt.Should().NotBe(message.CreatedAt);
        Text(BodyRenderer.Render(stored, format)).Should().Be(Text(BodyRenderer.Render(message, format)));
    }

    [Test]
    public void Texts_that_need_it_are_escaped([Values] WebhookFormat format)
    {
        var message = Message("a \"b\"\\", """{"event":"a \"b\"\\"}""") with { Id = "msg_\"", Origin = "größe/\"#" };

        var body = BodyRenderer.Render(message, format);

        EventEnvelope.TryRead(body.Content, out var envelope).Should().BeTrue();
        envelope.EventType.Should().Be("a \"b\"\\");
        if (format == WebhookFormat.CloudEvents)
        {
            var json = JsonNode.Parse(body.Content.Span)!;
            json["id"]!.GetValue<string>().Should().Be("msg_\"");
            json["source"]!.GetValue<string>().Should().Be("urn:shopwebhooks:gr%C3%B6%C3%9Fe%2F%22%23");
        }
    }

    [Test]
    public void Long_texts_fit([Values(WebhookFormat.StandardWebhooks, WebhookFormat.CloudEvents)] WebhookFormat format)
    {
        var message = Message(new string('"', 5000), "{}");

        JsonNode.Parse(BodyRenderer.Render(message, format).Content.Span)!["type"]!.GetValue<string>().Should().Be(message.EventType);
    }

    [FsCheck.NUnit.Property(Arbitrary = [typeof(JsonArbitraries)])]
    public void Whatever_is_rendered_is_read_as_it_was(JsonObject payload)
    {
        payload.Remove("specversion");
        payload["event"] = "stock_low";
        var message = Message("stock_low", payload.ToJsonString());
        foreach (var format in Enum.GetValues<WebhookFormat>())
        {
            var body = BodyRenderer.Render(message, format);

            EventEnvelope.TryRead(body.Content, out var envelope).Should().BeTrue();
            envelope.EventType.Should().Be("stock_low");
            envelope.Format.Should().Be(format);
            envelope.Payload.ToArray().Should().Equal(message.Payload.ToArray());
            BodyRenderer.Render(message, format).Content.ToArray().Should().Equal(body.Content.ToArray());
        }
    }

    [TestCase(WebhookFormat.StandardWebhooks, "timestamp")]
    [TestCase(WebhookFormat.CloudEvents, "time")]
    public void The_time_of_the_envelope_is_that_of_acceptance_and_the_payload_says_when_it_happened(WebhookFormat format, string field)
    {
        var body = JsonNode.Parse(BodyRenderer.Render(Message("a", """{"occurred_at":"2025-11-01T00:00:00Z"}"""), format).Content.Span)!;

        body[field]!.GetValue<string>().Should().Be("2025-11-03T11:04:05.678Z");
        body["data"]!["occurred_at"]!.GetValue<string>().Should().Be("2025-11-01T00:00:00Z");
    }

    [Test]
    public void An_envelope_costs_its_own_array_and_little_else(
        [Values(WebhookFormat.StandardWebhooks, WebhookFormat.CloudEvents)] WebhookFormat format)
    {
        var message = Message("new_order", Payload);
        var length = BodyRenderer.Render(message, format).Content.Length;

        var before = GC.GetAllocatedBytesForCurrentThread();
        BodyRenderer.Render(message, format);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(length + 128);
    }

    [Test]
    public void A_format_that_is_none_is_a_mistake()
    {
        var render = () => BodyRenderer.Render(Message("a", "{}"), (WebhookFormat)7);

        render.Should().Throw<ArgumentOutOfRangeException>().WithMessage("The format must be a defined value. (Parameter 'format')*");
    }

    private static WebhookMessage Message(string eventType, string payload) => new()
    {
        Id = "msg_1",
        EventType = eventType,
        Origin = WebhookMessage.LocalOrigin,
        CreatedAt = new DateTimeOffset(2025, 11, 3, 12, 4, 5, 678, TimeSpan.FromHours(1)).AddTicks(9999),
        Payload = Encoding.UTF8.GetBytes(payload),
    };

    private static string Text(DeliveryBody body) => Encoding.UTF8.GetString(body.Content.Span);
}
