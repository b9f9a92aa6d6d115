using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shop;
using ShopWebhooks.AspNetCore.Tests.Loopback;
using ShopWebhooks.Events;

namespace ShopWebhooks.AspNetCore.Tests;

/// <summary>What a <see cref="Webhook{T}"/> takes, by event type and payload.</summary>
internal sealed class WebhookParameterTests
{
    private const string Ping = """{"event":"ping"}""";
    private const string Lead = """{"event":"new_lead","customer_id":"SB-9921"}""";
    private const string Joined = """{"event":"loyalty_joined","customer_id":"SB-9921","points":7}""";
    private const string Unknown = """{"event":"coupon_used","customer_id":"SB-9921"}""";
    private const string Disabled = """{"event":"endpoint_disabled","endpoint_id":"crm","reason":"gone"}""";

    private LoopbackShop _shop = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _shop = await LoopbackShop.StartAsync(
        webhooks => webhooks.AddEvent("loyalty_joined", ShopJson.Default.LoyaltyJoined),
        routes: application =>
        {
            var hooks = application.MapGroup("/hooks").VerifyWebhook(LoopbackShop.Source);
            hooks.MapPost("/order", (Webhook<NewOrder> hook) => Answer(hook.Payload.Status.Value, hook));
            hooks.MapPost("/any", (Webhook<WebhookEvent> hook) => Answer(hook.Payload.Event, hook));
            hooks.MapPost("/object", (Webhook<object> hook) => Answer(hook.Payload.GetType().Name, hook));
            hooks.MapPost("/unknown", (Webhook<UnknownEvent> hook) => Answer(hook.Payload.Event, hook));
            hooks.MapPost("/own", (Webhook<LoyaltyJoined> hook) => Answer($"{hook.Payload.Points}", hook));
            hooks.MapPost("/ping", (Webhook<Events.Ping> hook) => Answer("pong", hook));
            hooks.MapPost("/optional", (Webhook<NewOrder>? hook) => Answer(hook!.Payload.Status.Value, hook));
            hooks.MapPost("/together", ([AsParameters] Together all) => Answer(all.Hook.Payload.Status.Value, all.Hook));

            static IResult Answer<T>(string text, Webhook<T> hook)
                where T : notnull => Results.Text($"{text} {hook.Verified.EventType} {hook}");
        });

    [OneTimeTearDown]
    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [TestCase("order", RawWebhook.Order, "paid new_order")]
    [TestCase("optional", RawWebhook.Order, "paid new_order")]
    [TestCase("together", RawWebhook.Order, "paid new_order")]
    [TestCase("any", RawWebhook.Order, "new_order new_order")]
    [TestCase("any", Lead, "new_lead new_lead")]
    [TestCase("any", Unknown, "coupon_used coupon_used")]
    [TestCase("object", Joined, "LoyaltyJoined loyalty_joined")]
    [TestCase("unknown", Unknown, "coupon_used coupon_used")]
    [TestCase("own", Joined, "7 loyalty_joined")]
    [TestCase("ping", Ping, "pong ping")]
    public async Task It_takes_its_type_and_all_that_derive_from_it(string door, string body, string text)
    {
        var webhook = To(door, body);

        var answer = await _shop.SendAsync(webhook);

        Encoding.UTF8.GetString(answer.Body).Should().StartWith($"{text} {webhook.Id} (");
    }

    [TestCase("order", Lead, "new_lead", "NewOrder")]
    [TestCase("own", RawWebhook.Order, "new_order", "LoyaltyJoined")]
    [TestCase("unknown", RawWebhook.Order, "new_order", "UnknownEvent")]
    [TestCase("order", Unknown, "(not registered)", "NewOrder")]
    [TestCase("any", Joined, "loyalty_joined", "WebhookEvent")]
    [TestCase("any", Disabled, "endpoint_disabled", "WebhookEvent")]
    public async Task Another_event_type_is_answered_400_and_the_log_names_both(string door, string body, string eventType, string payloadType)
    {
        var answer = await _shop.SendAsync(To(door, body));

        answer.Status.Should().Be(400);
        answer.Body.Should().BeEmpty();
        _shop.Logs.Entries.Last(entry => entry.EventId == 2008).Text.Should().Be(
            $"A verified webhook of event type {eventType} from source 'shopbotly' was refused by the route 'HTTP: POST /hooks/{door}': it takes "
            + payloadType);
        _shop.Logs.Alarming.Should().BeEmpty();
    }

    [TestCase("order", """{"event":"new_order"}""", "NewOrder")]
    [TestCase("any", """{"event":"new_order","status":7}""", "NewOrder")]
    [TestCase("own", """{"event":"loyalty_joined","points":"\ud800"}""", "LoyaltyJoined")]
    public async Task A_payload_that_does_not_fit_is_answered_400(string door, string body, string payloadType)
    {
        var answer = await _shop.SendAsync(To(door, body));

        answer.Status.Should().Be(400);
        answer.Body.Should().BeEmpty();
        _shop.Logs.Entries.Last(entry => entry.EventId == 2008).Text.Should().EndWith($"'HTTP: POST /hooks/{door}': the payload does not fit {payloadType}");
        _shop.Logs.Alarming.Should().BeEmpty();
    }

    [TestCase("order")]
    [TestCase("any")]
    [TestCase("object")]
    public async Task A_ping_is_answered_200_by_who_takes_something_else(string door)
    {
        var answer = await _shop.SendAsync(To(door, Ping));

        answer.Status.Should().Be(200);
        answer.Body.Should().BeEmpty();
        (await _shop.SendAsync(To(door, Ping).With("webhook-id", "another"))).Status.Should().Be(401);
    }

    [TestCase("application/cloudevents+json")]
    [TestCase(null)]
    public async Task Every_content_type_that_the_source_takes_is_taken(string? contentType)
    {
        var webhook = To("order", RawWebhook.Order).Without("content-type");
        if (contentType is not null)
        {
            webhook.And("content-type", contentType);
        }

        (await _shop.SendAsync(webhook)).Status.Should().Be(200);
    }

    [Test]
    public async Task Another_content_type_is_refused_by_the_source_and_not_by_routing()
    {
        (await _shop.SendAsync(To("order", RawWebhook.Order).With("content-type", "text/plain"))).Status.Should().Be(415);

        _shop.Logs.Entries.Should().Contain(entry => entry.EventId == 2000 && entry.Text.Contains("UnsupportedContentType"));
    }

    [Test]
    public void It_describes_the_body_that_the_endpoint_takes()
    {
        var order = _shop.Services.GetRequiredService<EndpointDataSource>().Endpoints.Single(each => each.DisplayName!.EndsWith("/hooks/order"));

        var accepts = order.Metadata.GetMetadata<IAcceptsMetadata>()!;
        accepts.RequestType.Should().Be<NewOrder>();
        accepts.ContentTypes.Should().StartWith("application/json");
        accepts.IsOptional.Should().BeFalse();
    }

    private static RawWebhook To(string door, string body)
    {
        var webhook = RawWebhook.Signed(body);
        webhook.Path = $"/hooks/{door}";
        return webhook;
    }

    private sealed record Together(Webhook<NewOrder> Hook, HttpContext Http);
}
