using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.Delivery;

internal sealed class IsolationTests
{
    [Test]
    public void An_endpoint_that_never_answers_delays_no_other()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("dead").AddTestEndpoint("alive"));
        host.Transport.Hold("dead");

        for (var i = 0; i < 100; i++)
        {
            host.Dispatch(Orders.Numbered(i));
        }

        host.Transport.To("alive").Should().HaveCount(100).And.OnlyContain(attempt => attempt.At == host.Time.GetUtcNow());
        host.Deliveries("alive").Should().OnlyContain(delivery => delivery.State == DeliveryState.Delivered);
        host.Transport.To("dead").Should().HaveCount(16, "that many may be under way");
    }

    [Test]
    public void A_backlog_is_worked_off_at_the_endpoints_concurrency_in_the_order_of_acceptance()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint.Options.Concurrency = 2));
        host.Transport.Hold("crm");
        var ids = Enumerable.Range(0, 7).Select(i => host.Dispatch(Orders.Numbered(i)).MessageId).ToList();
        host.Transport.Attempts.Should().HaveCount(2);

        for (var done = 1; done <= 7; done++)
        {
            host.Transport.Release("crm", ScriptedTransport.Ok);
            host.Settle();
            host.Transport.Attempts.Should().HaveCount(Math.Min(done + 2, 7));
        }

        host.Transport.Attempts.Select(attempt => attempt.MessageId).Should().Equal(ids);
        host.Deliveries().Should().OnlyContain(delivery => delivery.State == DeliveryState.Delivered);
    }

    [Test]
    public void Of_one_ordering_key_a_failing_head_holds_back_those_behind_it_and_nobody_else()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", ScriptedTransport.Broken, ScriptedTransport.Ok);
        var key = new DispatchOptions { OrderingKey = "SB-9921" };
        var head = host.Dispatch(Orders.Numbered(1), key).MessageId;
        var second = host.Dispatch(Orders.Numbered(2), key).MessageId;
        var third = host.Dispatch(Orders.Numbered(3), key).MessageId;
        var free = host.Dispatch(Orders.Numbered(4)).MessageId;
        host.Transport.Attempts.Select(attempt => attempt.MessageId).Should().Equal(head, free);

        host.Advance(TimeSpan.FromSeconds(6));

        host.Transport.Attempts.Select(attempt => attempt.MessageId).Should().Equal(head, free, head, second, third);
        host.Deliveries().Should().OnlyContain(delivery => delivery.State == DeliveryState.Delivered);
    }

    [Test]
    public void Of_one_ordering_key_the_next_goes_when_the_head_has_died()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint.RetryWaits(TimeSpan.FromMinutes(1))));
        var key = new DispatchOptions { OrderingKey = "SB-9921" };
        var head = host.Dispatch(Orders.Numbered(1), key with { NotBefore = host.Time.GetUtcNow() + TimeSpan.FromHours(1) }).MessageId;
        var second = host.Dispatch(Orders.Numbered(2), key).MessageId;
        host.Transport.Attempts.Should().BeEmpty("the order is that of acceptance");
        host.Transport.Answer("crm", ScriptedTransport.Broken, ScriptedTransport.Broken, ScriptedTransport.Ok);

        host.Advance(TimeSpan.FromHours(1) + TimeSpan.FromMinutes(2));

        host.Transport.Attempts.Select(attempt => attempt.MessageId).Should().Equal(head, head, second);
        host.Deliveries().Select(delivery => delivery.State).Should().Equal(DeliveryState.Dead, DeliveryState.Delivered);
    }

    [Test]
    public void An_ordering_key_orders_each_endpoint_by_itself()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("dead").AddTestEndpoint("alive"));
        host.Transport.Hold("dead");
        var key = new DispatchOptions { OrderingKey = "SB-9921" };

        host.Dispatch(Orders.Numbered(1), key);
        host.Dispatch(Orders.Numbered(2), key);

        host.Transport.To("dead").Should().ContainSingle();
        host.Transport.To("alive").Should().HaveCount(2);
    }
}
