using System.Text.Json;
using FsCheck;
using ShopWebhooks.Events;

namespace ShopWebhooks.Tests.Events;

[TestFixture]
internal sealed class OpenValueTests
{
    private static readonly EventCatalog Catalog = new();

    [FsCheck.NUnit.Property]
    public bool Any_text_survives_reading_and_writing(NonNull<string> text)
    {
        var json = JsonSerializer.Serialize(text.Get);

        var status = JsonSerializer.Deserialize<OrderStatus>(json);

        return JsonSerializer.Serialize(status) == json && status == new OrderStatus(status.Value);
    }

    [Test]
    public void A_well_known_text_is_the_well_known_value()
    {
        JsonSerializer.Deserialize<OrderStatus>("\"paid\"").Should().Be(OrderStatus.Paid);
        JsonSerializer.Deserialize<Channel>("\"whatsapp\"").Should().Be(Channel.WhatsApp);
        JsonSerializer.Deserialize<SupportPriority>("\"urgent\"").Should().Be(SupportPriority.Urgent);
    }

    [Test]
    public void Case_matters() => new OrderStatus("Paid").Should().NotBe(OrderStatus.Paid);

    [Test]
    public void It_prints_its_text()
    {
        OrderStatus.Paid.ToString().Should().Be("paid");
        default(Channel).ToString().Should().BeEmpty();
    }

    [Test]
    public void The_default_is_left_out_and_null_reads_as_the_default()
    {
        var lead = (NewLead)Catalog.Deserialize("new_lead", """{"channel":null}"""u8);

        lead.Channel.Should().Be(default(Channel));
        JsonSerializer.Serialize(lead).Should().Be("""{"event":"new_lead"}""");
    }

    [Test]
    public void Outside_a_property_the_default_is_null() =>
        JsonSerializer.Serialize(new[] { default, OrderStatus.Paid }).Should().Be("""[null,"paid"]""");

    [TestCase("1")]
    [TestCase("{}")]
    [TestCase("[\"paid\"]")]
    public void Only_a_text_is_one(string json)
    {
        var read = () => JsonSerializer.Deserialize<OrderStatus>(json);

        read.Should().Throw<JsonException>();
    }

    [Test]
    public void A_null_text_is_a_mistake()
    {
        var make = () => new Channel(null!);

        make.Should().Throw<ArgumentNullException>();
    }
}
