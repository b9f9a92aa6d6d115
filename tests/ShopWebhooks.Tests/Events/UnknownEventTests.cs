using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ShopWebhooks.Events;

namespace ShopWebhooks.Tests.Events;

[TestFixture]
internal sealed class UnknownEventTests
{
    private static readonly EventCatalog Catalog = new();

    [FsCheck.NUnit.Property(Arbitrary = [typeof(JsonArbitraries)])]
    public bool Every_object_of_an_unknown_event_type_survives_reading_and_writing(JsonObject payload)
    {
        var read = Catalog.Deserialize("stock_low", Encoding.UTF8.GetBytes(payload.ToJsonString()));

        var written = JsonNode.Parse(JsonSerializer.Serialize(read))!.AsObject();
        payload.TryAdd("event", "stock_low");
        return JsonNode.DeepEquals(written, payload);
    }

    [FsCheck.NUnit.Property(Arbitrary = [typeof(JsonArbitraries)])]
    public bool Every_unknown_field_of_a_known_event_type_survives_reading_and_writing(JsonObject fields)
    {
        foreach (var known in new[] { "event", "customer_id", "occurred_at", "status" })
        {
            fields.Remove(known);
        }

        fields.Add("status", "on_hold");

        var read = Catalog.Deserialize("new_order", Encoding.UTF8.GetBytes(fields.ToJsonString()));

        fields.Add("event", "new_order");
        return read is NewOrder && JsonNode.DeepEquals(JsonNode.Parse(Catalog.Seal(read).Content.Span), fields);
    }

    [Test]
    public void Fields_that_every_event_has_are_filled()
    {
        var read = (UnknownEvent)Catalog.Deserialize(
            "stock_low",
            """{"event":"stock_low","customer_id":"c","occurred_at":"2025-11-03T12:00:00+00:00"}"""u8);

        read.Event.Should().Be("stock_low");
        read.CustomerId.Should().Be("c");
        read.OccurredAt.Should().Be(new DateTimeOffset(2025, 11, 3, 12, 0, 0, TimeSpan.Zero));
        read.UnknownFields.Should().BeNull();
    }

    [Test]
    public void Fields_of_another_form_are_kept_as_they_are()
    {
        const string Json = """{"event":{"id":1},"customer_id":7,"occurred_at":1762171200}""";

        var read = (UnknownEvent)Catalog.Deserialize("event_callback", Encoding.UTF8.GetBytes(Json));

        read.Event.Should().Be("event_callback");
        read.CustomerId.Should().BeNull();
        read.OccurredAt.Should().BeNull();
        JsonSerializer.Serialize(read).Should().Be(Json);
    }

    [TestCase("""{"event":"a\ud800"}""")]
    [TestCase("""{"event":"stock_low\ud800"}""")]
    [TestCase("""{"customer_id":"\ud800"}""")]
    [TestCase("""{"occurred_at":"2025-11-03T12:00:00\ud800"}""")]
    [TestCase("""{"occurred_at":"2025-11-03T12:00:00Z\ud800"}""")]
    public void A_text_with_an_unpaired_surrogate_is_kept_as_it_is(string json)
    {
        var read = (UnknownEvent)Catalog.Deserialize("stock_low", Encoding.UTF8.GetBytes(json));

        read.Event.Should().Be("stock_low");
        read.CustomerId.Should().BeNull();
        read.OccurredAt.Should().BeNull();
        read.UnknownFields.Should().ContainSingle().Which.Value.GetRawText().Should().Contain("\\ud800");
    }

    [TestCase("2025-11-03T12:00:00")]
    [TestCase("2025-11-03")]
    [TestCase("yesterday")]
    public void A_time_that_names_no_moment_is_kept_as_it_is(string text)
    {
        var json = $$"""{"event":"stock_low","occurred_at":"{{text}}"}""";

        var read = (UnknownEvent)Catalog.Deserialize("stock_low", Encoding.UTF8.GetBytes(json));

        read.OccurredAt.Should().BeNull();
        JsonSerializer.Serialize(read).Should().Be(json);
    }

    [TestCase("2025-11-03T12:00:00Z")]
    [TestCase("2025-11-03T12:00:00.000Z")]
    [TestCase("2025-11-03T12:00:00.1230+01:00")]
    [TestCase("2025-11-03T12:00Z")]
    [TestCase("2025-11-03T12:00:00+00:00")]
    [TestCase("2025-11-03T12:00:00.123+01:00")]
    public void A_time_is_written_in_the_spelling_it_came_in(string text)
    {
        var json = $$"""{"event":"stock_low","occurred_at":"{{text}}"}""";

        var read = (UnknownEvent)Catalog.Deserialize("stock_low", Encoding.UTF8.GetBytes(json));

        read.OccurredAt.Should().Be(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture));
        JsonNode.Parse(JsonSerializer.Serialize(read))!["occurred_at"]!.GetValue<string>().Should().Be(text);
        JsonSerializer.Serialize(read with { OccurredAt = DateTimeOffset.UnixEpoch })
            .Should().Be("""{"event":"stock_low","occurred_at":"1970-01-01T00:00:00+00:00"}""");
    }

    [Test]
    public void A_property_wins_over_a_kept_field_of_its_name()
    {
        var unknown = new UnknownEvent("stock_low")
        {
            CustomerId = "c",
            UnknownFields = new Dictionary<string, JsonElement> { ["customer_id"] = JsonElement.Parse("7") },
        };

        JsonSerializer.Serialize(unknown).Should().Be("""{"event":"stock_low","customer_id":"c"}""");
    }

    [TestCase("{}")]
    [TestCase("""{"event":1}""")]
    [TestCase("""{"event":""}""")]
    [TestCase("""{"event":"\ud800"}""")]
    [TestCase("[]")]
    public void A_plain_serializer_needs_the_event_type_in_the_payload(string json)
    {
        var read = () => JsonSerializer.Deserialize<UnknownEvent>(json);

        read.Should().Throw<JsonException>();
    }

    [TestCase("")]
    [TestCase(" a")]
    [TestCase("a\nb")]
    [TestCase("größe")]
    public void An_event_type_is_printable_ascii(string name)
    {
        var make = () => new UnknownEvent(name);

        make.Should().Throw<ArgumentException>()
            .WithMessage("An event type is 1 to 100 printable ASCII characters without a space at either end. (Parameter 'event')");
    }
}
