using ShopWebhooks.Events;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Receiving;

namespace ShopWebhooks.Tests.Delivery;

/// <summary>What a bounded store makes of those that want more of it: who waits, for how long, and who does not.</summary>
internal sealed class RoomTests
{
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
    public void Room_that_is_made_by_cancelling_is_found()
    {
        using var host = Small(shop => shop.AddTestEndpoint("a"));
        host.Transport.Answer("a", ScriptedTransport.Broken);
        host.Dispatch(Orders.Numbered(1));
        host.Dispatch(Orders.Numbered(2));
        var waiting = host.BeginDispatch(Orders.Numbered(3));
        waiting.IsCompleted.Should().BeFalse();

        host.Run(() => host.Get<IWebhookDeliveries>().CancelAsync(host.Deliveries()[0].DeliveryId, "No longer wanted."));

        waiting.IsCompletedSuccessfully.Should().BeTrue();
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
        dead.Reason.Should().Be("The endpoint is failing, and its share of the store is used up.");
        dead.Attempts.Should().BeEmpty();
    }

    [Test]
    public void A_failing_endpoint_whose_share_is_used_up_holds_up_nobody()
    {
        using var host = Small(shop => shop.AddTestEndpoint("failing").AddTestEndpoint("alive"), capacity: 14);
        host.Transport.Answer("failing", ScriptedTransport.Broken);
        for (var i = 0; i < 7; i++)
        {
            host.Dispatch(Orders.Numbered(i));
        }

        host.Dispatch(Orders.Numbered(7)).EndpointIds.Should().Equal("alive", "failing");

        host.Transport.To("alive").Should().HaveCount(8);
        host.Deliveries("failing").Should().ContainSingle(delivery => delivery.State == DeliveryState.Dead);
    }

    [Test]
    public void Those_that_wait_for_the_share_of_an_endpoint_wait_no_longer_when_it_turns_out_to_fail()
    {
        using var host = Small(shop => shop.AddTestEndpoint("a", endpoint => endpoint.Options.Concurrency = 1), capacity: 14);
        host.Transport.Hold("a");
        for (var i = 0; i < 7; i++)
        {
            host.Dispatch(Orders.Numbered(i));
        }

        var waiting = Enumerable.Range(7, 3).Select(i => host.BeginDispatch(Orders.Numbered(i))).ToList();
        waiting.Should().OnlyContain(dispatch => !dispatch.IsCompleted);
        for (var i = 0; i < 5; i++)
        {
            host.Transport.Release("a", ScriptedTransport.Broken);
            host.Settle();
        }

        waiting.Should().OnlyContain(dispatch => dispatch.IsCompletedSuccessfully);
        host.Deliveries().Count(delivery => delivery.State == DeliveryState.Dead).Should().Be(3);
    }

    [Test]
    public void Room_that_the_first_in_line_does_not_use_is_the_nexts()
    {
        using var host = Small(shop => shop.AddTestEndpoint("a", endpoint => endpoint.For("new_order")).AddTestEndpoint(
            "b", endpoint => endpoint.For("new_lead")));
        host.Transport.Hold("a");
        host.Transport.Hold("b");
        host.Dispatch(Orders.Numbered(1));
        host.Dispatch(Orders.Numbered(2));
        host.Dispatch(Orders.Lead);
        host.Dispatch(Orders.Lead);

        // The first waits for any room, and finds that its endpoint's share is used up when there is some.
        var first = host.BeginDispatch(Orders.Numbered(3));
        var second = host.BeginDispatch(Orders.Lead);
        host.Transport.Release("b", ScriptedTransport.Ok);
        host.Settle();

        second.IsCompletedSuccessfully.Should().BeTrue();
        first.IsCompleted.Should().BeFalse();
        host.Transport.Release("a", ScriptedTransport.Ok);
        host.Settle();
        first.IsCompletedSuccessfully.Should().BeTrue();
        host.Logs.Lines.Should().NotContain(line => line.StartsWith("Error"));
    }

    [Test]
    public void Who_waits_longest_goes_first()
    {
        using var host = Small(shop => shop.AddTestEndpoint("a"));
        host.Transport.Hold("a");
        host.Dispatch(Orders.Numbered(1));
        host.Dispatch(Orders.Numbered(2));
        var waiting = Enumerable.Range(3, 4).Select(i => host.BeginDispatch(Orders.Numbered(i))).ToList();

        for (var gone = 1; gone <= 4; gone++)
        {
            host.Transport.Release("a", ScriptedTransport.Ok);
            host.Settle();
            waiting.Select(dispatch => dispatch.IsCompleted).Should().Equal(Enumerable.Range(1, 4).Select(i => i <= gone));
        }
    }

    [Test]
    public void Who_still_waits_when_the_host_stops_is_told_so()
    {
        using var host = Small(shop => shop.AddTestEndpoint("a"));
        host.Transport.HoldStubbornly("a");
        host.Dispatch(Orders.Numbered(1));
        host.Dispatch(Orders.Numbered(2));
        var waiting = host.BeginDispatch(Orders.Numbered(3));
        using var timeIsUp = new CancellationTokenSource();

        var stopping = host.BeginStop(timeIsUp.Token);

        waiting.Exception!.InnerException.Should().BeOfType<InvalidOperationException>().Which.Message.Should().Be(
            "The event was not accepted: the store has no room, and the host stops; dispatch it again after the restart.");
        timeIsUp.Cancel();
        host.Finish(stopping);
        host.Deliveries().Should().HaveCount(2);
    }

    [Test]
    public void What_a_handler_dispatches_to_a_failing_endpoint_without_a_share_is_a_dead_letter_and_holds_no_slot()
    {
        using var host = Small(
            shop => shop
                .AddTestEndpoint("failing", endpoint => endpoint.For("new_lead").Options.Concurrency = 2)
                .AddSource("shop", source => source.AddSecret(TestHost.Secret))
                .On<NewOrder>((_, context, _) =>
                {
                    context.Dispatch(Orders.Lead);
                    return Task.CompletedTask;
                }),
            capacity: 16);
        host.Transport.Answer("failing", ScriptedTransport.Broken);
        for (var i = 0; i < 8; i++)
        {
            host.Dispatch(Orders.Lead);
        }

        for (var i = 0; i < 4; i++)
        {
            host.Receive(id: $"evt_{i}");
        }

        host.Deliveries("handler:on-NewOrder").Should().HaveCount(4).And.OnlyContain(delivery => delivery.State == DeliveryState.Delivered);
        host.Deliveries("failing").Count(delivery => delivery.State == DeliveryState.Dead).Should().Be(4);
        host.Transport.Answer("failing", ScriptedTransport.Ok);
        host.Advance(TimeSpan.FromMinutes(6));
        host.Deliveries("failing").Count(delivery => delivery.State == DeliveryState.Delivered)
            .Should().Be(host.Deliveries("failing").Count - 4, "its slots are free for the retries");
    }

    [Test]
    public void What_a_handler_dispatches_waits_for_room_and_the_attempt_fails_when_none_comes()
    {
        var held = true;
        using var host = Small(
            shop => shop
                .AddTestEndpoint("slow", endpoint =>
                {
                    endpoint.For("new_lead");
                    endpoint.Options.Timeout = TimeSpan.FromMinutes(10);
                })
                .AddSource("shop", source => source.AddSecret(TestHost.Secret))
                .On<NewOrder>(
                    (_, context, _) =>
                    {
                        context.Dispatch(Orders.Lead);
                        return Task.CompletedTask;
                    },
                    options => options.Timeout = TimeSpan.FromMinutes(1)));
        host.Transport.Script("slow", async (_, cancellationToken) =>
        {
            while (held)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), host.Time, cancellationToken);
            }

            return ScriptedTransport.Ok;
        });
        host.Dispatch(Orders.Lead);
        host.Dispatch(Orders.Lead);

        host.Receive();
        host.Logs.Lines.Should().Contain(line => line.StartsWith("Warning 3008 "));
        host.Advance(TimeSpan.FromSeconds(100));
        var handled = host.Delivery("handler:on-NewOrder");
        handled.State.Should().NotBe(DeliveryState.Delivered);
        handled.Attempts[0].Error.Should().Be("The store has no room for what the handler dispatched.");
        held = false;
        host.Advance(TimeSpan.FromMinutes(3));

        host.Delivery("handler:on-NewOrder").State.Should().Be(DeliveryState.Delivered);
        host.Transport.Attempts.Should().HaveCount(3, "it was dispatched once for the one success");
    }

    private static TestHost Small(Action<IShopWebhooksBuilder> configure, int capacity = 4)
    {
        var time = new Doubles.ManualTimeProvider();
        return TestHost.Started(configure, new InMemoryStore(time, capacity), time: time);
    }
}
