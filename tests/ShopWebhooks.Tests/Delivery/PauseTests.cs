using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.Delivery;

internal sealed class PauseTests
{
    [Test]
    public void A_dead_endpoint_gets_five_attempts_and_then_one_after_each_pause()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint.RetryWaits(TimeSpan.FromDays(1))));
        host.Transport.Answer("crm", ScriptedTransport.Broken);
        for (var i = 0; i < 40; i++)
        {
            host.Dispatch(Orders.Numbered(i));
        }

        var start = host.Time.GetUtcNow();
        host.Advance(TimeSpan.FromMinutes(16));

        host.Transport.To("crm").Select(attempt => (attempt.At - start).TotalSeconds)
            .Should().Equal(0, 0, 0, 0, 0, 30, 90, 210, 450, 930);
        host.Transport.To("crm").Select(attempt => attempt.MessageId)
            .Should().Equal(host.Deliveries().Take(10).Select(delivery => delivery.Message.Id), "the oldest due is the probe");
        host.Deliveries().Skip(10).Should().OnlyContain(delivery => delivery.Attempts.Count == 0, "waiting out a pause spends no attempt");
    }

    [Test]
    public void When_the_probe_succeeds_everything_that_waits_follows_at_once()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", ScriptedTransport.Broken);
        for (var i = 0; i < 40; i++)
        {
            host.Dispatch(Orders.Numbered(i));
        }

        host.Transport.Answer("crm", ScriptedTransport.Ok);
        host.Advance(TimeSpan.FromSeconds(30));

        host.Deliveries().Count(delivery => delivery.State == DeliveryState.Delivered).Should().Be(40);
        State(host).Should().Be(new EndpointState("crm"));
    }

    [Test]
    public void First_attempts_of_other_endpoints_go_on_meanwhile()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm").AddTestEndpoint("erp"));
        host.Transport.Answer("crm", ScriptedTransport.Broken);
        for (var i = 0; i < 20; i++)
        {
            host.Dispatch(Orders.Numbered(i));
        }

        host.Transport.To("erp").Should().HaveCount(20);
        host.Transport.To("crm").Should().HaveCount(5);
    }

    [Test]
    public void A_pause_goes_on_after_a_restart()
    {
        using var first = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        first.Transport.Answer("crm", ScriptedTransport.Broken);
        for (var i = 0; i < 6; i++)
        {
            first.Dispatch(Orders.Numbered(i));
        }

        first.Stop();
        using var second = TestHost.Started(shop => shop.AddTestEndpoint("crm"), first.Store, time: first.Time);
        second.Dispatch(Orders.Paid);
        second.Transport.Attempts.Should().BeEmpty();
        second.Advance(TimeSpan.FromSeconds(30));

        second.Deliveries().Should().OnlyContain(delivery => delivery.State == DeliveryState.Delivered);
    }

    [Test]
    public void An_endpoint_with_a_rate_gets_no_more_than_that_and_everything_in_the_end()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint.MaxPerSecond(2)).AddTestEndpoint("erp"));
        var start = host.Time.GetUtcNow();
        for (var i = 0; i < 10; i++)
        {
            host.Dispatch(Orders.Numbered(i));
        }

        host.Transport.To("erp").Should().HaveCount(10);
        host.Advance(TimeSpan.FromSeconds(10));

        host.Transport.To("crm").Select(attempt => (attempt.At - start).TotalSeconds).Should().Equal(Enumerable.Range(0, 10).Select(i => i * 0.5));
        host.Deliveries("crm").Should().OnlyContain(delivery => delivery.Attempts.Count == 1);
    }

    private static EndpointState State(TestHost host) => host.Run(() => host.Get<IWebhookEndpoints>().GetStateAsync("CRM"));
}
