using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Delivery;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Telemetry;

namespace ShopWebhooks.Tests.Delivery;

internal sealed class ShutdownTests
{
    [Test]
    public void Stopping_waits_for_what_is_under_way_and_claims_nothing_new()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint.Options.Concurrency = 1));
        host.Transport.Hold("crm");
        host.Dispatch(Orders.Numbered(1));
        host.Dispatch(Orders.Numbered(2));

        var stopping = host.BeginStop();
        stopping.IsCompleted.Should().BeFalse();
        host.Transport.Release("crm", ScriptedTransport.Ok);
        host.Finish(stopping);

        host.Transport.Attempts.Should().ContainSingle();
        host.Deliveries().Select(delivery => delivery.State).Should().Equal(DeliveryState.Delivered, DeliveryState.Open);
    }

    [Test]
    public void What_does_not_finish_in_the_hosts_time_is_cancelled_and_given_back_unspent()
    {
        var time = new Doubles.ManualTimeProvider();
        var store = new InMemoryStore(time);
        using var first = TestHost.Started(shop => shop.AddTestEndpoint("crm"), store, time: time);
        first.Transport.Hold("crm");
        first.Dispatch(Orders.Paid);
        using var timeIsUp = new CancellationTokenSource();

        var stopping = first.BeginStop(timeIsUp.Token);
        timeIsUp.Cancel();
        first.Finish(stopping);

        first.Transport.Attempts[0].CancellationToken.IsCancellationRequested.Should().BeTrue();
        first.Delivery().Should().Match<DeliveryRecord>(delivery => delivery.State == DeliveryState.Open && delivery.Attempts.Count == 0);
        first.Logs.Lines.Should().Contain("Information 3006 The host stops: 1 attempts under way were given back");
        using var second = TestHost.Started(shop => shop.AddTestEndpoint("crm"), store, seed: 2, time: time);
        second.Delivery().State.Should().Be(DeliveryState.Delivered);
        second.Delivery().Attempts.Should().ContainSingle().Which.Number.Should().Be(1);
    }

    [Test]
    public void What_has_not_begun_when_its_lease_is_given_back_does_not_begin()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));

        // In one step of the scheduler: the attempt has been started by then, and its code has not run.
        host.Begin(() =>
        {
            var dispatching = host.Dispatcher.DispatchAsync(Orders.Paid);
            host.Get<LeaseKeeper>().Close().Should().ContainSingle();
            return dispatching;
        });

        host.Transport.Attempts.Should().BeEmpty();
    }

    [Test]
    public void A_handler_that_ignores_its_token_does_not_hold_up_the_host_and_its_late_success_is_not_recorded()
    {
        var work = new TaskCompletionSource();
        using var host = TestHost.Started(shop => shop.On<NewOrder>((_, _, _) => work.Task, options => options.FromLocal()));
        host.Dispatch(Orders.Paid);
        using var timeIsUp = new CancellationTokenSource();

        var stopping = host.BeginStop(timeIsUp.Token);
        timeIsUp.Cancel();
        host.Finish(stopping);
        work.SetResult();
        host.Settle();

        host.Delivery().State.Should().Be(DeliveryState.Open);
        host.Store.Settlements.Should().Be(0);
    }

    [Test]
    public void An_attempt_whose_lease_is_lost_already_is_not_waited_for()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint.RetryWaits()));
        host.Transport.HoldStubbornly("crm");
        host.Dispatch(Orders.Paid);
        host.Store.DeniesRenewal = true;
        host.Advance(TimeSpan.FromSeconds(40));

        var stopping = host.BeginStop();

        stopping.IsCompletedSuccessfully.Should().BeTrue();
        host.Logs.Lines.Should().NotContain(line => line.Contains("were given back"));
    }

    [Test]
    public void Clearing_away_comes_to_the_end_of_its_batch()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        var purge = new TaskCompletionSource();
        host.Store.BeforePurge = () => purge.Task;
        host.Advance(TimeSpan.FromMinutes(1));

        var stopping = host.BeginStop();
        stopping.IsCompleted.Should().BeFalse();
        purge.SetResult();
        host.Finish(stopping);

        host.Store.Purges.Should().Be(1);
        host.Logs.Lines.Should().NotContain(line => line.StartsWith("Error"));
    }

    [Test]
    public void A_store_that_does_not_answer_does_not_hold_up_the_host_beyond_its_time()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", ScriptedTransport.Broken);
        host.Dispatch(Orders.Paid);
        host.Store.BeforeLease = () => new TaskCompletionSource().Task;
        host.Advance(TimeSpan.FromSeconds(6));
        using var timeIsUp = new CancellationTokenSource();

        var stopping = host.BeginStop(timeIsUp.Token);
        stopping.IsCompleted.Should().BeFalse();
        timeIsUp.Cancel();

        host.Finish(stopping).Should().BeTrue();
    }

    [Test]
    public void A_store_that_does_not_take_back_what_is_under_way_does_not_hold_up_the_host_for_long()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.HoldStubbornly("crm");
        host.Dispatch(Orders.Paid);
        host.Store.BeforeRelease = () => new TaskCompletionSource().Task;
        using var timeIsUp = new CancellationTokenSource();

        var stopping = host.BeginStop(timeIsUp.Token);
        timeIsUp.Cancel();
        host.Settle();
        host.Advance(TimeSpan.FromSeconds(1));

        host.Finish(stopping).Should().BeTrue();
        host.Logs.Lines.Should().Contain(line => line.StartsWith("Error 3007 "));
    }

    [Test]
    public void What_a_handler_registered_with_its_token_may_throw_and_all_that_is_under_way_is_given_back()
    {
        using var host = TestHost.Started(shop => shop.On<NewOrder>(
            async (_, _, cancellationToken) =>
            {
                using var registration = cancellationToken.Register(() => throw new InvalidOperationException("Not now."));
                await new TaskCompletionSource().Task;
            },
            options => options.FromLocal()));
        host.Dispatch(Orders.Numbered(1));
        host.Dispatch(Orders.Numbered(2));
        using var timeIsUp = new CancellationTokenSource();

        var stopping = host.BeginStop(timeIsUp.Token);
        timeIsUp.Cancel();
        host.Finish(stopping);

        host.Deliveries().Should().HaveCount(2).And.OnlyContain(delivery => delivery.State == DeliveryState.Open);
    }

    [Test]
    public void What_the_store_hands_off_after_the_host_has_stopped_is_given_back_and_not_attempted()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        var write = new TaskCompletionSource();
        host.Store.BeforeAdd = _ => write.Task;
        var dispatch = host.BeginDispatch(Orders.Paid);
        host.Stop();

        write.SetResult();
        host.Finish(dispatch);

        host.Transport.Attempts.Should().BeEmpty();
        host.Delivery().Should().Match<DeliveryRecord>(delivery => delivery.State == DeliveryState.Open && delivery.Attempts.Count == 0);
    }

    [Test]
    public void What_is_dispatched_while_the_host_stops_is_kept_for_the_next_start()
    {
        var time = new Doubles.ManualTimeProvider();
        var store = new InMemoryStore(time);
        using var first = TestHost.Started(shop => shop.AddTestEndpoint("crm"), store, time: time);
        first.Stop();

        first.Dispatch(Orders.Paid);

        first.Transport.Attempts.Should().BeEmpty();
        using var second = TestHost.Started(shop => shop.AddTestEndpoint("crm"), store, seed: 2, time: time);
        second.Transport.Attempts.Should().ContainSingle();
    }

    [Test]
    public void What_a_store_in_memory_still_owes_is_named_in_the_end()
    {
        var time = new Doubles.ManualTimeProvider();
        var services = new ServiceCollection();
        var logs = new CapturingLoggerProvider();
        services.AddLogging(logging => logging.AddProvider(logs)).AddSingleton<TimeProvider>(time).AddShopWebhooks()
            .AddEndpoint("crm", "https://crm.example/hooks", endpoint => endpoint.AddSecret(TestHost.Secret));
        using var provider = services.BuildServiceProvider();
        var engine = provider.GetServices<IHostedService>().OfType<IHostedLifecycleService>().Single();
        var dispatch = provider.GetRequiredService<IWebhookDispatcher>().DispatchAsync(Orders.Paid);
        dispatch.Wait();

        engine.StopAsync(CancellationToken.None).Wait();

        logs.Lines.Should().Contain("Warning 4006 1 open deliveries to crm end with this process");
    }

    [Test]
    public void A_process_that_makes_no_deliveries_stores_them_for_others()
    {
        var time = new Doubles.ManualTimeProvider();
        var store = new InMemoryStore(time);
        using var front = TestHost.Started(
            shop =>
            {
                shop.AddTestEndpoint("crm");
                shop.Services.AddShopWebhooks(options => options.ProcessDeliveries = false);
            },
            store,
            time: time);
        front.Dispatch(Orders.Paid);
        front.Advance(TimeSpan.FromHours(1));
        front.Transport.Attempts.Should().BeEmpty();

        using var back = TestHost.Started(shop => shop.AddTestEndpoint("crm"), store, seed: 2, time: time);

        back.Transport.Attempts.Should().ContainSingle();
    }

    [Test]
    public void A_host_that_was_never_started_stops_at_once()
    {
        using var host = new TestHost();

        host.Stop();
    }
}
