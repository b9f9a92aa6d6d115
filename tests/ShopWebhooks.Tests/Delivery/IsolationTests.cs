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

    [Test]
    public void A_full_store_makes_the_dispatch_wait_until_there_is_room()
    {
        using var host = Small(shop => shop.AddTestEndpoint("a", endpoint => endpoint.For("new_order")).AddTestEndpoint(
            "b", endpoint => endpoint.For("new_lead")));
        host.Transport.Hold("a");
        host.Transport.Hold("b");
        host.Dispatch(Orders.Numbered(1));
        host.Dispatch(Orders.Numbered(2));
        host.Dispatch(Orders.Lead);
        host.Dispatch(Orders.Lead);

        var waiting = host.BeginDispatch(Orders.Lead);
        waiting.IsCompleted.Should().BeFalse();
        host.Transport.Release("b", ScriptedTransport.Ok);
        host.Settle();

        waiting.IsCompletedSuccessfully.Should().BeTrue();
        host.Transport.To("b").Should().HaveCount(3);
    }

    [Test]
    public void A_caller_may_stop_waiting_for_room_and_then_nothing_of_it_is_stored()
    {
        using var host = Small(shop => shop.AddTestEndpoint("a"));
        host.Transport.Hold("a");
        host.Dispatch(Orders.Numbered(1));
        host.Dispatch(Orders.Numbered(2));
        using var cancellation = new CancellationTokenSource();
        var waiting = host.BeginDispatch(Orders.Numbered(3), cancellationToken: cancellation.Token);

        cancellation.Cancel();
        host.Settle();
        waiting.IsCanceled.Should().BeTrue();
        host.Transport.Release("a", ScriptedTransport.Ok);
        host.Transport.Release("a", ScriptedTransport.Ok);
        host.Settle();

        host.Deliveries().Should().HaveCount(2).And.OnlyContain(delivery => delivery.State == DeliveryState.Delivered);
    }

    [Test]
    public void Who_waits_for_one_endpoints_share_does_not_stand_in_the_way_of_who_waits_for_any_room()
    {
        using var host = Small(shop => shop.AddTestEndpoint("slow", endpoint => endpoint.For("new_order")).AddTestEndpoint(
            "quick", endpoint => endpoint.For("new_lead")));
        host.Transport.Hold("slow");
        host.Transport.Hold("quick");
        host.Dispatch(Orders.Numbered(1));
        host.Dispatch(Orders.Numbered(2));
        var forSlow = host.BeginDispatch(Orders.Numbered(3));
        host.Dispatch(Orders.Lead);
        host.Dispatch(Orders.Lead);
        var forQuick = host.BeginDispatch(Orders.Lead);

        host.Transport.Release("quick", ScriptedTransport.Ok);
        host.Settle();

        forSlow.IsCompleted.Should().BeFalse();
        forQuick.IsCompleted.Should().BeTrue();
    }

    [Test]
    public void A_paused_endpoint_whose_share_is_used_up_gets_a_dead_letter_and_the_others_get_theirs()
    {
        using var host = Small(shop => shop.AddTestEndpoint("paused").AddTestEndpoint("alive"));
        host.Transport.Answer("paused", ScriptedTransport.Broken with { RetryAfter = TimeSpan.FromHours(1), PauseEndpoint = true });
        host.Dispatch(Orders.Numbered(1));
        host.Dispatch(Orders.Numbered(2));

        var third = host.Dispatch(Orders.Numbered(3));

        host.Transport.To("alive").Should().HaveCount(3);
        var dead = host.Deliveries("paused").Should().ContainSingle(delivery => delivery.State == DeliveryState.Dead).Subject;
        dead.Message.Id.Should().Be(third.MessageId);
        dead.Reason.Should().Be("The endpoint is paused, and its share of the store is used up.");
        dead.Attempts.Should().BeEmpty();
    }

    private static TestHost Small(Action<IShopWebhooksBuilder> configure)
    {
        var time = new Doubles.ManualTimeProvider();
        return TestHost.Started(configure, new InMemoryStore(time, capacity: 4), time: time);
    }
}
