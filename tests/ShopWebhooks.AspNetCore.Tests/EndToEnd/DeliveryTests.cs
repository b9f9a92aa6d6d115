using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ShopWebhooks.AspNetCore.Tests.Loopback;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Tests.EndToEnd;

/// <summary>One application sends, another receives, each on its own Kestrel.</summary>
internal sealed class DeliveryTests
{
    private static readonly string NextSecret = WebhookSecret.FromBytes([.. Enumerable.Range(50, 32).Select(i => (byte)i)]).Reveal();

    private static readonly NewOrder Order = new() { CustomerId = "SB-9921", Status = OrderStatus.Paid, Total = 12.50m, Currency = "EUR" };

    [TestCase(WebhookFormat.Flat)]
    [TestCase(WebhookFormat.StandardWebhooks)]
    [TestCase(WebhookFormat.CloudEvents)]
    public async Task What_one_dispatches_the_other_handles(WebhookFormat format)
    {
        await using var receiver = await LoopbackShop.StartAsync();
        await using var sender = await StartSenderAsync(receiver.Url, endpoint => endpoint.As(format).AddSecret(LoopbackShop.Secret));

        var receipt = await DispatchAsync(sender);

        receipt.EndpointIds.Should().Equal("b");
        var handled = await receiver.Handler.NextAsync();
        handled.Payload.Should().BeOfType<NewOrder>().Which.Should().BeEquivalentTo(Order);
        handled.SenderId.Should().Be(receipt.MessageId);
        await sender.Logs.WhenAsync(entry => entry.EventId == 3000);
        sender.Handler.Count.Should().Be(0, "what the application dispatches reaches local handlers only when they ask for it");
    }

    [Test]
    public async Task What_is_answered_500_is_sent_again_with_the_same_id_and_handled_once()
    {
        var answers = 0;
        var ids = new List<string>();
        await using var receiver = await LoopbackShop.StartAsync(routes: application =>
        {
            application.Use((http, next) =>
            {
                ids.Add(http.Request.Headers["webhook-id"].ToString() + http.Request.Headers["webhook-timestamp"]);
                if (Interlocked.Increment(ref answers) > 1)
                {
                    return next(http);
                }

                http.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return Task.CompletedTask;
            });
            application.MapShopWebhooks("/webhooks/{source}");
        });
        await using var sender = await StartSenderAsync(receiver.Url, endpoint => endpoint.AddSecret(LoopbackShop.Secret));
        var startedAt = sender.Clock.GetUtcNow();

        var receipt = await DispatchAsync(sender);
        var failed = await sender.Logs.WhenAsync(entry => entry.EventId == 3001);
        failed.Text.Should().Contain("The endpoint answered 500.");
        sender.Clock.Advance(TimeSpan.FromSeconds(7));

        (await receiver.Handler.NextAsync()).SenderId.Should().Be(receipt.MessageId);
        await sender.Logs.WhenAsync(entry => entry.EventId == 3000);
        ids.Should().HaveCount(2).And.OnlyContain(id => id.StartsWith(receipt.MessageId));
        ids[0].Should().EndWith($"{startedAt.ToUnixTimeSeconds()}");
        ids[1].Should().NotBe(ids[0], "each attempt is signed anew");
    }

    [Test]
    public async Task An_answer_that_got_lost_leads_to_a_duplicate_that_is_not_handled_again()
    {
        var requests = 0;
        await using var receiver = await LoopbackShop.StartAsync(routes: application =>
        {
            application.Use(async (http, next) =>
            {
                await next(http);
                if (Interlocked.Increment(ref requests) == 1)
                {
                    http.Abort();
                }
            });
            application.MapShopWebhooks("/webhooks/{source}");
        });
        await using var sender = await StartSenderAsync(receiver.Url, endpoint => endpoint.AddSecret(LoopbackShop.Secret));

        await DispatchAsync(sender);
        await sender.Logs.WhenAsync(entry => entry.EventId == 3001);
        sender.Clock.Advance(TimeSpan.FromSeconds(7));
        await sender.Logs.WhenAsync(entry => entry.EventId == 3000);

        await receiver.StopAsync();
        requests.Should().Be(2);
        receiver.Handler.Count.Should().Be(1);
    }

    [Test]
    public async Task While_a_secret_is_replaced_old_and_new_are_both_understood()
    {
        await using var receiver = await LoopbackShop.StartAsync(
            services: services => services.PostConfigure<ShopWebhooksOptions>(options =>
                options.Sources[LoopbackShop.Source].AddSecret(NextSecret)));

        foreach (var secrets in new string[][] { [LoopbackShop.Secret], [LoopbackShop.Secret, NextSecret], [NextSecret] })
        {
            await using var sender = await StartSenderAsync(receiver.Url, endpoint => Array.ForEach(secrets, secret => endpoint.AddSecret(secret)));
            var receipt = await DispatchAsync(sender);
            (await receiver.Handler.NextAsync()).SenderId.Should().Be(receipt.MessageId);
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_receiver_that_knows_one_secret_of_two_is_content(bool theNew)
    {
        await using var receiver = await LoopbackShop.StartAsync(
            services: services => services.PostConfigure<ShopWebhooksOptions>(options =>
            {
                options.Sources[LoopbackShop.Source].Secrets.Clear();
                options.Sources[LoopbackShop.Source].AddSecret(theNew ? NextSecret : LoopbackShop.Secret);
            }));
        await using var sender = await StartSenderAsync(
            receiver.Url, endpoint => endpoint.AddSecret(LoopbackShop.Secret).AddSecret(NextSecret));

        var receipt = await DispatchAsync(sender);

        (await receiver.Handler.NextAsync()).SenderId.Should().Be(receipt.MessageId);
    }

    [Test]
    public async Task The_handshake_succeeds_with_the_same_secret()
    {
        await using var receiver = await LoopbackShop.StartAsync();
        await using var sender = await StartSenderAsync(receiver.Url, endpoint => endpoint.AddSecret(LoopbackShop.Secret));

        var handshake = await TestAsync(sender);

        handshake.Succeeded.Should().BeTrue();
        handshake.StatusCode.Should().Be(200);
        handshake.Reason.Should().Be("The endpoint 'b' answered the signed ping with 200.");
        sender.Store.Adds.Should().BeEmpty();
        receiver.Store.Adds.Should().ContainSingle().Which.Message.Message.EventType.Should().Be("ping");
    }

    [Test]
    public async Task The_handshake_fails_with_another_secret_and_says_so()
    {
        await using var receiver = await LoopbackShop.StartAsync();
        await using var sender = await StartSenderAsync(receiver.Url, endpoint => endpoint.AddSecret(NextSecret));

        var handshake = await TestAsync(sender);

        handshake.Succeeded.Should().BeFalse();
        handshake.StatusCode.Should().Be(401);
        handshake.Reason.Should().Be("The endpoint 'b' did not accept the signed ping: The endpoint answered 401.");
        receiver.Store.Adds.Should().BeEmpty();
    }

    [Test]
    public async Task The_handshake_with_nobody_fails_and_says_so()
    {
        string url;
        await using (var receiver = await LoopbackShop.StartAsync())
        {
            url = receiver.Url;
        }

        await using var sender = await StartSenderAsync(url, endpoint => endpoint.AddSecret(LoopbackShop.Secret));

        var handshake = await TestAsync(sender);

        handshake.Succeeded.Should().BeFalse();
        handshake.StatusCode.Should().BeNull();
        handshake.Reason.Should().Be("The endpoint 'b' did not accept the signed ping: The connection was refused.");
    }

    [Test]
    public async Task A_loopback_address_that_nobody_allowed_does_not_start()
    {
        var start = () => LoopbackShop.StartAsync(webhooks => webhooks.AddEndpoint(
            "b", "http://127.0.0.1:1/webhooks/shopbotly", endpoint => endpoint.AddSecret(LoopbackShop.Secret).AllowHttp()));

        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Failures.Should().ContainSingle()
            .Which.Should().StartWith("AddEndpoint(\"b\"):Address: the address is refused: its host 127.0.0.1 is ");
    }

    private static Task<LoopbackShop> StartSenderAsync(string url, Action<WebhookEndpointBuilder> configure) =>
        LoopbackShop.StartAsync(webhooks => webhooks.AddEndpoint("b", url, endpoint =>
        {
            endpoint.AllowHttp().AllowNetwork($"{IPAddress.Loopback}/32");
            configure(endpoint);
        }));

    private static Task<DispatchReceipt> DispatchAsync(LoopbackShop sender) =>
        sender.Services.GetRequiredService<IWebhookDispatcher>().DispatchAsync(Order);

    private static Task<HandshakeResult> TestAsync(LoopbackShop sender) =>
        sender.Services.GetRequiredService<IWebhookEndpoints>().TestAsync("b");
}
