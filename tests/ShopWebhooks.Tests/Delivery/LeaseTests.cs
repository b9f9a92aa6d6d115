using ShopWebhooks.Events;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.Delivery;

internal sealed class LeaseTests
{
    [Test]
    public void An_outcome_that_the_store_did_not_take_is_recorded_again_until_it_does()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        var failures = 3;
        host.Store.BeforeSettle = () => failures-- > 0 ? throw new IOException("The disk is busy.") : Task.CompletedTask;

        host.Dispatch(Orders.Paid);
        host.Delivery().State.Should().Be(DeliveryState.Leased);
        host.Advance(TimeSpan.FromSeconds(3));

        host.Delivery().State.Should().Be(DeliveryState.Delivered);
        host.Transport.Attempts.Should().ContainSingle("what is not recorded yet is not sent again");
    }

    [Test]
    public void Outcomes_that_an_unavailable_store_does_not_take_are_one_line_a_minute()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Store.BeforeSettle = () => throw new StoreUnavailableException("The disk is full.");
        host.Dispatch(Orders.Paid);
        host.Dispatch(Orders.Paid);

        host.Advance(TimeSpan.FromSeconds(20));
        Errors().Should().ContainSingle().Which.Should().StartWith("Error 4009 ");
        host.Store.BeforeSettle = null;
        host.Advance(TimeSpan.FromSeconds(1));

        Errors().Should().HaveCount(1);
        host.Deliveries().Should().HaveCount(2).And.OnlyContain(delivery => delivery.State == DeliveryState.Delivered);

        IEnumerable<string> Errors() => host.Logs.Lines.Where(line => line.StartsWith("Error "));
    }

    [Test]
    public void An_outcome_that_is_not_recorded_while_the_lease_lasts_is_a_lost_attempt_and_the_delivery_is_tried_again()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Store.BeforeSettle = () => throw new IOException("The disk is gone.");
        host.Store.BeforeRenew = () => throw new IOException("The disk is gone.");
        host.Dispatch(Orders.Paid);

        host.Advance(TimeSpan.FromSeconds(46));
        host.Store.BeforeSettle = null;
        host.Store.BeforeRenew = null;
        host.Advance(TimeSpan.FromMinutes(2));

        var delivery = host.Delivery();
        delivery.State.Should().Be(DeliveryState.Delivered);
        delivery.Attempts[0].Should().Match<DeliveryAttempt>(attempt => attempt.Number == 1 && attempt.Outcome == AttemptOutcome.Lost);
        delivery.Attempts[^1].Outcome.Should().Be(AttemptOutcome.Delivered);
        host.Transport.Attempts.Select(attempt => attempt.MessageId).Distinct().Should().ContainSingle();
    }

    [Test]
    public void What_an_ended_process_left_leased_is_a_lost_attempt_and_is_tried_again_by_the_next()
    {
        using var host = Crashed(times: 1);

        host.Advance(TimeSpan.FromSeconds(45));

        var delivery = host.Delivery();
        delivery.State.Should().Be(DeliveryState.Delivered);
        delivery.Attempts.Select(attempt => (attempt.Number, attempt.Outcome)).Should().Equal(
            (1, AttemptOutcome.Lost), (2, AttemptOutcome.Delivered));
        delivery.Attempts[0].Decision.Should().Be("lost: the lease ended without a result");
    }

    [Test]
    public void A_delivery_whose_process_ended_five_times_in_a_row_gets_one_more_attempt()
    {
        using var host = Crashed(times: 5);

        host.Advance(TimeSpan.FromSeconds(45));

        host.Transport.Attempts.Should().ContainSingle().Which.Number.Should().Be(6);
        host.Delivery().State.Should().Be(DeliveryState.Delivered);
    }

    [Test]
    public void A_delivery_whose_process_ended_in_that_one_too_is_buried_without_another()
    {
        using var host = Crashed(times: 6);

        host.Advance(TimeSpan.FromSeconds(45));

        var delivery = host.Delivery();
        host.Transport.Attempts.Should().BeEmpty();
        delivery.State.Should().Be(DeliveryState.Dead);
        delivery.Reason.Should().Be("6 attempts in a row were lost: the process ended in the middle of each, or none came to an end.");
        delivery.Attempts.Should().HaveCount(7);
        delivery.Attempts[^1].Decision.Should().Be("dead: not attempted again");
    }

    [Test]
    public void Those_that_may_be_what_ends_the_process_are_attempted_one_at_a_time_and_others_go_on()
    {
        using var host = Crashed(times: 5, deliveries: 3);
        host.Transport.Hold("crm");

        host.Advance(TimeSpan.FromSeconds(46));
        host.Transport.Attempts.Should().ContainSingle("the two others wait for the end of the first");
        host.Dispatch(Orders.Lead);
        host.Transport.Attempts.Should().HaveCount(2, "nobody suspects this one");
        host.Advance(TimeSpan.FromSeconds(5));
        host.Transport.Attempts.Should().HaveCount(2);

        host.Transport.Release("crm", ScriptedTransport.Ok);
        host.Settle();
        host.Advance(TimeSpan.FromSeconds(5));
        host.Transport.Attempts.Should().HaveCount(3, "now the second of them is alone");
        host.Transport.Answer("crm", ScriptedTransport.Ok);
        host.Transport.Release("crm", ScriptedTransport.Ok);
        host.Transport.Release("crm", ScriptedTransport.Ok);
        host.Settle();
        host.Advance(TimeSpan.FromSeconds(6));

        host.Deliveries().Should().HaveCount(4).And.OnlyContain(delivery => delivery.State == DeliveryState.Delivered);
    }

    [Test]
    public void One_of_them_that_never_comes_to_an_end_does_not_keep_the_next_waiting_for_ever()
    {
        using var host = Crashed(times: 5, deliveries: 2);
        host.Transport.HoldStubbornly("crm");

        host.Advance(TimeSpan.FromSeconds(46));
        host.Transport.Attempts.Should().ContainSingle();
        host.Advance(TimeSpan.FromMinutes(2));

        host.Transport.Attempts.Select(attempt => attempt.MessageId).Distinct().Should().HaveCount(2);
    }

    [Test]
    public void None_of_them_is_attempted_while_another_is_still_leased_and_would_be_lost_with_it()
    {
        using var host = Crashed(times: 5, deliveries: 3);
        var released = new TaskCompletionSource();
        host.Store.BeforeRelease = () => released.Task;

        host.Advance(TimeSpan.FromSeconds(46));
        host.Store.Released.Should().HaveCount(2);
        host.Transport.Attempts.Should().BeEmpty("the process could end in the middle of it");

        released.SetResult();
        host.Settle();
        host.Transport.Attempts.Should().ContainSingle();
    }

    [Test]
    public void Those_that_wait_leave_their_slots_to_others_that_are_due()
    {
        using var host = Crashed(times: 5, deliveries: 16);
        host.Transport.Hold("crm");
        host.Dispatch(Orders.Lead, new DispatchOptions { NotBefore = host.Time.GetUtcNow() + TimeSpan.FromSeconds(45) });

        host.Advance(TimeSpan.FromSeconds(46));

        host.Store.Released.Should().HaveCount(15, "they had filled the lane");
        host.Transport.Attempts.Should().HaveCount(2, "one of them is under way, and one that nobody suspects");
    }

    [Test]
    public void They_wait_for_each_other_also_when_the_store_fails_to_take_them_back_at_first()
    {
        using var host = Crashed(times: 5, deliveries: 3);
        host.Transport.Hold("crm");
        var failures = 1;
        host.Store.BeforeRelease = () => failures-- > 0 ? throw new IOException("The disk is busy.") : Task.CompletedTask;

        host.Advance(TimeSpan.FromSeconds(46));

        host.Transport.Attempts.Should().ContainSingle();
        host.Deliveries().Count(delivery => delivery.State == DeliveryState.Leased).Should().Be(1);
    }

    [Test]
    public void An_attempt_that_does_not_end_long_after_its_time_is_given_up_and_the_delivery_is_attempted_again()
    {
        var never = new TaskCompletionSource();
        var calls = 0;
        using var host = TestHost.Started(shop => shop.On<NewOrder>(
            (_, _, _) => ++calls == 1 ? never.Task : Task.CompletedTask, options => options.FromLocal().Timeout = TimeSpan.FromMinutes(1)));
        host.Dispatch(Orders.Paid);

        host.Advance(TimeSpan.FromMinutes(4));

        host.Delivery().State.Should().Be(DeliveryState.Delivered);
        host.Delivery().Attempts.Select(attempt => attempt.Outcome).Should().Equal(AttemptOutcome.Lost, AttemptOutcome.Delivered);
        host.Logs.Lines.Should().Contain(line => line.StartsWith("Warning 3003 "));
    }

    [Test]
    public void A_lease_that_has_run_out_while_the_store_does_not_answer_ends_the_attempt()
    {
        using var host = TestHost.Started(shop => shop.On<NewOrder>(
            (_, _, cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken),
            options => options.FromLocal().Timeout = TimeSpan.FromHours(2)));
        host.Store.BeforeRenew = () => new TaskCompletionSource().Task;
        host.Dispatch(Orders.Paid);

        host.Advance(TimeSpan.FromHours(2));
        host.Logs.Lines.Should().NotContain(line => line.StartsWith("Warning 3003 "));
        host.Advance(TimeSpan.FromMinutes(1));

        host.Store.Renewals.Should().Be(1, "one renewal at a time");
    }

    [Test]
    public void A_long_handler_keeps_its_lease()
    {
        var work = new TaskCompletionSource();
        using var host = TestHost.Started(shop => shop.On<NewOrder>(
            (_, _, _) => work.Task, options => options.FromLocal().Timeout = TimeSpan.FromHours(2)));
        host.Dispatch(Orders.Paid);

        host.Advance(TimeSpan.FromMinutes(119));
        host.Store.Renewals.Should().BeGreaterThan(0);
        host.Delivery().State.Should().Be(DeliveryState.Leased);
        work.SetResult();
        host.Settle();

        host.Delivery().State.Should().Be(DeliveryState.Delivered);
        host.Delivery().Attempts.Should().ContainSingle();
    }

    [Test]
    public void A_healthy_short_attempt_costs_no_renewal()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Hold("crm");
        host.Dispatch(Orders.Paid);

        host.Advance(TimeSpan.FromSeconds(15));

        host.Store.Renewals.Should().Be(0);
    }

    [Test]
    public void A_lease_that_is_lost_cancels_the_attempt_and_nothing_of_it_is_recorded()
    {
        var calls = 0;
        CancellationToken token = default;
        using var host = TestHost.Started(shop => shop.On<NewOrder>(
            (_, _, cancellationToken) =>
            {
                calls++;
                token = cancellationToken;
                return Task.Delay(Timeout.Infinite, cancellationToken);
            },
            options => options.FromLocal().Timeout = TimeSpan.FromHours(1)));
        host.Dispatch(Orders.Paid);
        host.Store.DeniesRenewal = true;

        host.Advance(TimeSpan.FromMinutes(31));

        token.IsCancellationRequested.Should().BeTrue();
        calls.Should().Be(1);
        host.Store.Settlements.Should().Be(0);
        host.Delivery().Attempts.Should().BeEmpty();
        host.Logs.Lines.Should().ContainSingle(line => line.StartsWith("Warning 3003 The lease of message"));
    }

    [Test]
    public void An_attempt_does_not_start_when_its_lease_does_not_outlast_it()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        var write = new TaskCompletionSource();
        host.Store.BeforeAdd = _ => write.Task;
        var dispatch = host.BeginDispatch(Orders.Paid);

        host.Time.Advance(TimeSpan.FromSeconds(31));
        host.Store.BeforeAdd = null;
        write.SetResult();
        host.Settle();

        dispatch.IsCompletedSuccessfully.Should().BeTrue();
        host.Store.Released.Should().ContainSingle();
        var delivery = host.Delivery();
        delivery.State.Should().Be(DeliveryState.Delivered);
        delivery.Attempts.Should().ContainSingle().Which.Number.Should().Be(1, "an attempt that never started is not spent");
    }

    [Test]
    public void A_store_that_cannot_be_asked_is_asked_again()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", ScriptedTransport.Broken, ScriptedTransport.Ok);
        host.Dispatch(Orders.Paid);
        host.Store.BeforeLease = () => throw new IOException("The disk is busy.");
        host.Advance(TimeSpan.FromMinutes(1));
        host.Delivery().State.Should().Be(DeliveryState.Open);

        host.Store.BeforeLease = null;
        host.Advance(TimeSpan.FromSeconds(1));

        host.Delivery().State.Should().Be(DeliveryState.Delivered);
    }

    [Test]
    public void A_timer_that_fires_a_moment_early_loses_no_retry()
    {
        using var host = new TestHost(shop => shop.AddTestEndpoint("crm"), hasCoarseTimers: true);
        host.Start();
        host.Transport.Answer("crm", ScriptedTransport.Broken);

        host.Dispatch(Orders.Paid);
        host.Advance(TimeSpan.FromDays(4));

        host.Transport.Attempts.Should().HaveCount(10);
    }

    [Test]
    public void Nobody_asks_the_store_while_nothing_is_due()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        var before = host.Store.Leases;

        host.Advance(TimeSpan.FromHours(23));

        host.Store.Leases.Should().Be(before);
    }

    /// <summary>A process that starts where others have ended in the middle of an attempt, so many times in a row.</summary>
    private static TestHost Crashed(int times, int deliveries = 1)
    {
        var time = new Doubles.ManualTimeProvider();
        var store = new InMemoryStore(time);
        for (var i = 0; i < times; i++)
        {
            var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"), store, seed: i, time: time);
            host.Transport.HoldStubbornly("crm");
            if (i > 0)
            {
                host.Advance(TimeSpan.FromSeconds(45));
            }

            for (var number = 0; i == 0 && number < deliveries; number++)
            {
                host.Dispatch(Orders.Numbered(number));
            }

            host.Transport.Attempts.Should().HaveCount(i < 5 ? deliveries : 1);
            host.Dispose();
        }

        return TestHost.Started(shop => shop.AddTestEndpoint("crm"), store, seed: times, time: time);
    }
}
