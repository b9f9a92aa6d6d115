using ShopWebhooks.Storage;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Delivery;

internal sealed class RetainerTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Test]
    public void What_is_owed_to_an_endpoint_that_is_gone_is_a_dead_letter_after_a_week_though_it_had_been_attempted()
    {
        using var host = WithoutTheEndpoint(first =>
        {
            first.Transport.Answer("gone", ScriptedTransport.Broken);
            first.Dispatch(Orders.Paid);
        });

        host.Advance(Week - TimeSpan.FromHours(1));
        host.Delivery().State.Should().Be(DeliveryState.Open);
        host.Advance(TimeSpan.FromHours(2));

        host.Delivery().State.Should().Be(DeliveryState.Dead);
        host.Delivery().Reason.Should().Be("NoSuchHandler: nothing has claimed it for 7 days.");
        host.Logs.Lines.Should().Contain("Warning 4005 1 deliveries to gone, which nothing claimed for 7 days, are dead letters");
    }

    [Test]
    public void Those_behind_an_unclaimed_one_of_their_ordering_key_are_buried_with_it()
    {
        using var host = WithoutTheEndpoint(first =>
        {
            first.Transport.Answer("gone", ScriptedTransport.Broken);
            for (var i = 0; i < 3; i++)
            {
                first.Dispatch(Orders.Numbered(i), new DispatchOptions { OrderingKey = "SB-9921" });
            }
        });

        host.Advance(Week + TimeSpan.FromHours(2));

        host.Deliveries().Should().HaveCount(3).And.OnlyContain(delivery => delivery.State == DeliveryState.Dead);
    }

    [Test]
    public void What_is_not_due_yet_is_not_unclaimed()
    {
        using var host = WithoutTheEndpoint(first =>
            first.Dispatch(Orders.Paid, new DispatchOptions { NotBefore = first.Time.GetUtcNow() + TimeSpan.FromDays(10) }));

        host.Advance(TimeSpan.FromDays(16));
        host.Delivery().State.Should().Be(DeliveryState.Open);
        host.Logs.Lines.Should().NotContain(line => line.Contains(" 4005 "));
        host.Advance(TimeSpan.FromDays(2));

        host.Delivery().State.Should().Be(DeliveryState.Dead);
    }

    [Test]
    public void What_an_endpoint_is_owed_waits_while_the_endpoint_is_known()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("hung", endpoint => endpoint.Options.Concurrency = 1));
        host.Transport.HoldStubbornly("hung");
        host.Dispatch(Orders.Numbered(1));
        host.Dispatch(Orders.Numbered(2));

        host.Advance(TimeSpan.FromDays(8));

        host.Deliveries()[1].Should().Match<DeliveryRecord>(delivery => delivery.State == DeliveryState.Open && delivery.Attempts.Count == 0);
    }

    [Test]
    public void Delivered_messages_are_kept_for_a_week_and_dead_letters_for_thirty_days()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("a").AddTestEndpoint("b"));
        host.Transport.Answer("a", ScriptedTransport.Ok, TransportResult.Rejected("No."));
        host.Dispatch(Orders.Numbered(1));
        host.Dispatch(Orders.Numbered(2));

        host.Advance(Week - TimeSpan.FromMinutes(1));
        host.Deliveries().Should().HaveCount(4);
        host.Advance(TimeSpan.FromHours(2));
        host.Deliveries().Select(delivery => delivery.Message.Payload.ToArray()).Should().HaveCount(2, "one of the two was refused");
        host.Advance(TimeSpan.FromDays(23) - TimeSpan.FromHours(3));
        host.Deliveries().Should().HaveCount(2);
        host.Advance(TimeSpan.FromHours(3));

        host.Deliveries().Should().BeEmpty();
    }

    [Test]
    public void A_process_that_lives_for_minutes_clears_away_too()
    {
        var time = new Doubles.ManualTimeProvider();
        var store = new InMemoryStore(time);
        using (var first = TestHost.Started(shop => shop.AddTestEndpoint("crm"), store, time: time))
        {
            first.Dispatch(Orders.Paid);
            first.Stop();
        }

        time.Advance(Week);
        using var second = TestHost.Started(shop => shop.AddTestEndpoint("crm"), store, seed: 2, time: time);
        second.Deliveries().Should().ContainSingle();
        second.Advance(TimeSpan.FromMinutes(1));

        second.Deliveries().Should().BeEmpty();
    }

    /// <summary>The second start of an application, whose endpoint was taken out of the configuration after the first.</summary>
    private static TestHost WithoutTheEndpoint(Action<TestHost> before)
    {
        var time = new Doubles.ManualTimeProvider();
        var store = new InMemoryStore(time);
        using (var first = TestHost.Started(shop => shop.AddTestEndpoint("gone"), store, time: time))
        {
            before(first);
            first.Stop();
        }

        return TestHost.Started(store: store, seed: 2, time: time);
    }
}
