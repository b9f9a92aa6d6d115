using System.Text;
using System.Text.Json;
using ShopWebhooks.Events;

namespace ShopWebhooks.Tests.Events;

[TestFixture]
internal sealed class EventTypeTests
{
    [TestCase("loyalty_joined")]
    [TestCase("shop.loyalty-joined.V2")]
    [TestCase("shopify.orders/create")]
    [TestCase("zendesk.zen:event-type:user.created")]
    [TestCase("a")]
    public void A_name_has_letters_digits_and_the_marks_that_providers_use(string name) =>
        EventType.Create(name, ShopJson.Default.LoyaltyJoined).Name.Should().Be(name);

    [TestCase("")]
    [TestCase("new order")]
    [TestCase("orders/*")]
    [TestCase("größe")]
    [TestCase("a*")]
    [TestCase("a\"")]
    public void A_name_of_another_form_is_refused(string name)
    {
        var create = () => EventType.Create(name, ShopJson.Default.LoyaltyJoined);

        create.Should().Throw<ArgumentException>().WithMessage(
            $"An event type is 1 to 100 letters, digits, '_', '.', '-', '/' or ':' of ASCII, which '{name}' is not. (Parameter 'name')");
    }

    [Test]
    public void An_event_type_keeps_the_example_it_is_given()
    {
        var example = new ShopEvents.LoyaltyJoined("Ada", 5);

        EventType.Create("loyalty_joined", ShopJson.Default.LoyaltyJoined, example).Example.Should().BeSameAs(example);
        EventType.Create("loyalty_joined", ShopJson.Default.LoyaltyJoined).Example.Should().BeNull();
        new EventCatalog().Types.Should().OnlyContain(type => type.PayloadType.IsInstanceOfType(type.Example));
    }

    [Test]
    public void An_example_that_could_not_be_sent_is_refused()
    {
        var create = () => EventType.Create("named", ShopJson.Default.NamedByItself, new ShopEvents.NamedByItself("other"));

        create.Should().Throw<ArgumentException>().WithMessage("A payload of *NamedByItself carries another 'event' than*'named'.*");
    }

    [Test]
    public void A_name_has_at_most_100_characters()
    {
        EventType.Create(new string('a', 100), ShopJson.Default.LoyaltyJoined).Name.Should().HaveLength(100);

        var create = () => EventType.Create(new string('a', 101), ShopJson.Default.LoyaltyJoined);

        create.Should().Throw<ArgumentException>();
    }

    [Test]
    public void A_payload_that_becomes_no_object_is_refused()
    {
        var list = () => EventType.Create("tags", ShopJson.Default.ListString);
        var text = () => EventType.Create("tag", ShopJson.Default.String);

        list.Should().Throw<ArgumentException>().WithMessage(
            "The payload of event type 'tags' must be a JSON object, but System.Collections.Generic.List`1[System.String] is not known to"
            + " become one; register a class or record with the fields of the event. (Parameter 'typeInfo')");
        text.Should().Throw<ArgumentException>().WithMessage("The payload of event type 'tag' must be a JSON object, but System.String*");
    }

    [Test]
    public void A_payload_with_a_constant_event_of_another_name_is_refused()
    {
        var create = () => EventType.Create("points", ShopJson.Default.PointsGranted);

        create.Should().Throw<ArgumentException>().WithMessage(
            "The payload of event type 'points' has an 'event' of its own in ShopWebhooks.Events.WebhookEvent, 'points_granted'; register"
            + " it under that name, or remove the property and let 'points' be written for it. (Parameter 'typeInfo')");
    }

    [Test]
    public void A_payload_whose_event_is_no_text_is_refused()
    {
        var create = () => EventType.Create("counted", ShopJson.Default.EventIsANumber);

        create.Should().Throw<ArgumentException>().WithMessage(
            "The payload of event type 'counted' has an 'event' of its own in ShopWebhooks.Tests.Events.ShopEvents+EventIsANumber that is"
            + " not a readable string; name that field otherwise. (Parameter 'typeInfo')");
    }

    [Test]
    public void A_payload_that_could_not_read_the_event_written_for_it_is_refused()
    {
        var create = () => EventType.Create("strict", ShopJson.Default.Strict);

        create.Should().Throw<ArgumentException>().WithMessage(
            "The payload of event type 'strict' carries a field 'event', but ShopWebhooks.Tests.Events.ShopEvents+Strict disallows fields"
            + " it does not know; give it a property for 'event', or let it skip unknown fields. (Parameter 'typeInfo')");
    }

    [Test]
    public void The_event_is_written_in_front_of_a_type_that_lacks_it()
    {
        Seal("loyalty_joined", new ShopEvents.LoyaltyJoined("m", 5), EventType.Create("loyalty_joined", ShopJson.Default.LoyaltyJoined))
            .Should().Be("""{"event":"loyalty_joined","member":"m","points":5}""");
        Seal("nothing", new ShopEvents.Empty(), EventType.Create("nothing", ShopJson.Default.Empty))
            .Should().Be("""{"event":"nothing"}""");
        Seal("labels", new Dictionary<string, string> { ["a"] = "b" }, EventType.Create("labels", ShopJson.Default.DictionaryStringString))
            .Should().Be("""{"event":"labels","a":"b"}""");
    }

    [Test]
    public void The_event_is_written_in_front_of_indented_json_too()
    {
        var indented = new ShopJson(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" });

        Seal("nothing", new ShopEvents.Empty(), EventType.Create("nothing", indented.Empty)).Should().Be("""{"event":"nothing"}""");
        Seal("loyalty_joined", new ShopEvents.LoyaltyJoined("m", 5), EventType.Create("loyalty_joined", indented.LoyaltyJoined))
            .Should().Be("{\"event\":\"loyalty_joined\",\n  \"Member\": \"m\",\n  \"Points\": 5\n}");
    }

    [Test]
    public void A_type_with_the_right_event_of_its_own_is_left_as_it_is()
    {
        Seal(
            "points_granted",
            new ShopEvents.PointsGranted { Points = 3, Channel = Channel.Email },
            EventType.Create("points_granted", ShopJson.Default.PointsGranted))
            .Should().Be("""{"event":"points_granted","points":3,"channel":"email"}""");
        Seal("named", new ShopEvents.NamedByItself("named"), EventType.Create("named", ShopJson.Default.NamedByItself))
            .Should().Be("""{"event":"named"}""");
    }

    [Test]
    public void A_payload_with_another_event_is_refused_when_it_is_sealed()
    {
        var catalog = new EventCatalog(
            EventType.Create("named", ShopJson.Default.NamedByItself),
            EventType.Create("open", ShopJson.Default.Open));
        var named = () => catalog.Seal(new ShopEvents.NamedByItself("other"));
        var open = () => catalog.Seal(new ShopEvents.Open("m")
        {
            Rest = new Dictionary<string, JsonElement> { ["event"] = JsonElement.Parse("7") },
        });

        named.Should().Throw<ArgumentException>().WithMessage(
            "A payload of ShopWebhooks.Tests.Events.ShopEvents+NamedByItself carries another 'event' than the event type it is registered"
            + " for, 'named'. (Parameter 'payload')");
        open.Should().Throw<ArgumentException>().WithMessage("A payload of *Open carries another 'event' than*");
    }

    [Test]
    public void A_payload_that_kept_the_event_written_for_it_is_sealed_as_it_was()
    {
        var catalog = new EventCatalog(EventType.Create("open", ShopJson.Default.Open));
        var first = catalog.Seal(new ShopEvents.Open("m")).Content;

        var second = catalog.Seal(catalog.Deserialize("open", first.Span)).Content;

        Encoding.UTF8.GetString(first.Span).Should().Be("""{"event":"open","member":"m"}""");
        Encoding.UTF8.GetString(second.Span).Should().Be("""{"member":"m","event":"open"}""");
    }

    private static string Seal(string name, object payload, EventType type)
    {
        var sealedPayload = new EventCatalog(type).Seal(payload);
        sealedPayload.EventType.Should().Be(name);
        return Encoding.UTF8.GetString(sealedPayload.Content.Span);
    }
}
