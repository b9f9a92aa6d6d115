using ShopWebhooks.Events;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Delivery;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Endpoints;

internal sealed class WebhookEndpointsTests
{
    [Test]
    public void A_handshake_that_is_answered_says_so()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint.For("new_order")));

        var result = host.Run(() => host.Get<IWebhookEndpoints>().TestAsync("crm"));

        result.Should().Be(new HandshakeResult(true, 200, TimeSpan.Zero, "The endpoint 'crm' answered the signed ping with 200."));
        var attempt = host.Transport.Attempts.Should().ContainSingle().Subject;
        attempt.Body.Should().Be("""{"event":"ping"}""");
        attempt.Headers.Should().ContainKey("webhook-signature");
        host.Deliveries().Should().BeEmpty();
    }

    [Test]
    public void A_handshake_that_is_refused_gives_the_status_and_the_reason_and_is_not_repeated()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", ScriptedTransport.Broken);

        var result = host.Run(() => host.Get<IWebhookEndpoints>().TestAsync("crm"));
        host.Advance(TimeSpan.FromDays(4));

        result.Succeeded.Should().BeFalse();
        result.StatusCode.Should().Be(500);
        result.Reason.Should().Be("The endpoint 'crm' did not accept the signed ping: It answered 500.");
        host.Transport.Attempts.Should().ContainSingle();
    }

    [Test]
    public void A_handshake_without_an_answer_ends_with_the_endpoints_timeout()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint(
            "crm", endpoint => endpoint.Options.Timeout = TimeSpan.FromSeconds(2.5)));
        host.Transport.Hold("crm");
        var handshake = host.Begin(() => host.Get<IWebhookEndpoints>().TestAsync("crm"));

        host.Advance(TimeSpan.FromSeconds(2.5));

        handshake.Result.Should().Be(new HandshakeResult(
            false, null, TimeSpan.FromSeconds(2.5), "The endpoint 'crm' did not accept the signed ping: No answer within 2.5 s."));
    }

    [Test]
    public void A_handshake_can_be_cancelled()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Hold("crm");
        using var cancellation = new CancellationTokenSource();
        var handshake = host.Begin(() => host.Get<IWebhookEndpoints>().TestAsync("crm", cancellation.Token));

        cancellation.Cancel();
        host.Settle();

        handshake.IsCanceled.Should().BeTrue();
    }

    [Test]
    public void Send_now_makes_one_attempt_and_returns_it()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint.For("ping")));
        host.Transport.Answer("crm", ScriptedTransport.Broken with { Response = "Oh no." });

        var attempt = host.Run(() => host.Dispatcher.SendNowAsync(Orders.Paid, "crm"));

        attempt.Should().Be(new DeliveryAttempt
        {
            Number = 1,
            StartedAt = host.Time.GetUtcNow(),
            Duration = TimeSpan.Zero,
            Outcome = AttemptOutcome.Failed,
            StatusCode = 500,
            Error = "It answered 500.",
            Response = "Oh no.",
            Decision = "sent once; not repeated",
        });
        host.Deliveries().Should().BeEmpty();
    }

    [Test]
    public void All_are_listed_by_id_and_handlers_are_not_among_them()
    {
        using var host = TestHost.Started(shop => shop
            .AddTestEndpoint("erp").AddTestEndpoint("crm").On<NewOrder>((_, _, _) => Task.CompletedTask));

        host.Get<IWebhookEndpoints>().All.Select(endpoint => endpoint.Id).Should().Equal("crm", "erp");
    }

    [Test]
    public void Each_endpoint_gets_its_own_format()
    {
        using var host = TestHost.Started(shop => shop
            .AddTestEndpoint("flat")
            .AddTestEndpoint("standard", endpoint => endpoint.As(WebhookFormat.StandardWebhooks)));

        host.Dispatch(Orders.Paid);

        host.Transport.To("flat").Single().Body.Should().Be(Orders.PaidJson);
        host.Transport.To("standard").Single().Body.Should().StartWith("""{"type":"new_order","timestamp":"2026-11-22T12:00:00""");
    }

    [Test]
    public void A_transport_that_rejects_makes_the_handshake_fail_with_its_reason()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", TransportResult.Rejected("The address is refused."));

        host.Run(() => host.Get<IWebhookEndpoints>().TestAsync("crm")).Reason.Should().Be(
            "The endpoint 'crm' did not accept the signed ping: The address is refused.");
    }
}
