using System.Text;
using ShopWebhooks.AspNetCore.Tests.Loopback;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;

namespace ShopWebhooks.AspNetCore.Tests.Receiving;

/// <summary>What is taken although it looks unusual.</summary>
internal sealed class AcceptanceTests
{
    private const int Limit = 4000;

    private static readonly string NextSecret = WebhookSecret.FromBytes([.. Enumerable.Range(50, 32).Select(i => (byte)i)]).Reveal();

    private LoopbackShop _shop = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _shop = await LoopbackShop.StartAsync(webhooks => webhooks
        .AddSource("other", source => source.AddSecret(LoopbackShop.Secret).AddSecret(NextSecret).MaxBodySize = Limit));

    [OneTimeTearDown]
    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [TestCase("application/json")]
    [TestCase("Application/JSON")]
    [TestCase("application/json; charset=utf-8")]
    [TestCase("application/json;charset=UTF-8")]
    [TestCase("application/json; charset=\"utf-8\"")]
    [TestCase("application/json; charset=\"UTF-8\"; profile=x")]
    [TestCase("application/cloudevents+json")]
    [TestCase("application/cloudevents+json; charset=utf-8")]
    public Task The_content_type(string contentType) => TakesAsync(RawWebhook.Signed().With("content-type", contentType));

    [Test]
    public Task No_content_type() => TakesAsync(RawWebhook.Signed().Without("content-type"));

    [TestCase("""{"type":"new_order","timestamp":"2026-11-22T12:00:00Z","data":{"event":"new_order","status":"paid"}}""")]
    [TestCase("""{"specversion":"1.0","id":"1","source":"x","type":"new_order","data":{"event":"new_order","status":"paid"}}""")]
    [TestCase(" \r\n\t{ \"status\":\"paid\", \"event\" : \"new_\\u006frder\" }\r\n ")]
    [TestCase("""{"event":"new_order","status":"a status of the future","a field of the future":[1,{}]}""")]
    public Task The_body(string body) => TakesAsync(RawWebhook.Signed(body));

    [TestCase(-300)]
    [TestCase(300)]
    public Task A_time_at_the_edge_of_the_tolerance(int seconds) => TakesAsync(
        RawWebhook.Signed(Encoding.UTF8.GetBytes(RawWebhook.Order), at: _shop.Clock.GetUtcNow().AddSeconds(seconds)));

    [Test]
    public Task A_body_of_exactly_the_limit()
    {
        const string Start = "{\"event\":\"new_order\",\"note\":\"";
        return TakesAsync(RawWebhook.Signed(Start + new string('x', Limit - Start.Length - 2) + "\"}").To("other"));
    }

    [Test]
    public Task The_names_of_headers_in_any_case()
    {
        var webhook = RawWebhook.Signed();
        var lines = webhook.Lines.ToList();
        webhook.Lines.Clear();
        webhook.Lines.AddRange(lines.Select(line => new KeyValuePair<string, string>(line.Key.ToUpperInvariant(), line.Value)));
        return TakesAsync(webhook);
    }

    [Test]
    public Task The_other_names_of_the_headers()
    {
        var webhook = RawWebhook.Signed();
        var lines = webhook.Lines.ToList();
        webhook.Lines.Clear();
        webhook.Lines.AddRange(lines.Select(line => new KeyValuePair<string, string>(line.Key.Replace("webhook-", "svix-"), line.Value)));
        return TakesAsync(webhook);
    }

    [Test]
    public Task The_right_signature_behind_others()
    {
        var webhook = RawWebhook.Signed();
        return TakesAsync(webhook.With("webhook-signature", $"v1a,AAAA v1, v1,AAAA {webhook.Value("webhook-signature")}"));
    }

    [Test]
    public Task The_second_secret_of_a_source() => TakesAsync(RawWebhook.Signed(secret: NextSecret).To("other"));

    [Test]
    public async Task A_source_in_another_case_is_the_same_source()
    {
        var webhook = RawWebhook.Signed();
        await TakesAsync(webhook);

        (await _shop.SendAsync(webhook.To("SHOPBOTLY"))).Status.Should().Be(200);

        _shop.Store.Outcomes(webhook.Id).Should().Equal(AddOutcome.Added, AddOutcome.Known);
    }

    [Test]
    public async Task The_same_id_from_two_sources_is_two_messages()
    {
        var webhook = RawWebhook.Signed();

        await TakesAsync(webhook);
        (await _shop.SendAsync(webhook.To("other"))).Status.Should().Be(200);

        _shop.Store.Outcomes(webhook.Id).Should().Equal(AddOutcome.Added, AddOutcome.Added);
    }

    [Test]
    public async Task Two_messages_of_equal_bodies_are_two_messages()
    {
        await TakesAsync(RawWebhook.Signed());
        await TakesAsync(RawWebhook.Signed());
    }

    [TestCase("host", "evil.example")]
    [TestCase("x-forwarded-host", "evil.example")]
    [TestCase("x-forwarded-proto", "ftp")]
    [TestCase("x-original-url", "/webhooks/other")]
    public async Task What_a_proxy_may_say_changes_nothing(string name, string value)
    {
        var webhook = RawWebhook.Signed();
        var request = Encoding.Latin1.GetString(webhook.ToBytes());

        var answer = await _shop.SendAsync(Encoding.Latin1.GetBytes(name == "host"
            ? request.Replace("host: shop.example", $"host: {value}")
            : request.Replace("\r\nhost:", $"\r\n{name}: {value}\r\nhost:")));

        answer.Status.Should().Be(200);
        _shop.Store.Adds.Last().Message.Message.Origin.Should().Be(LoopbackShop.Source);
    }

    private async Task TakesAsync(RawWebhook webhook)
    {
        var answer = await _shop.SendAsync(webhook);

        answer.Status.Should().Be(200);
        answer.Body.Should().BeEmpty();
        _shop.Store.Outcomes(webhook.Id).Should().Equal(AddOutcome.Added);
    }
}
