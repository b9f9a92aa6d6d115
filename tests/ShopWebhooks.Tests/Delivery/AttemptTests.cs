using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Delivery;

internal sealed class AttemptTests
{
    [Test]
    public void A_transport_that_cannot_be_made_is_a_failed_attempt_as_any_other()
    {
        var makes = 0;
        using var host = TestHost.Started(shop => shop
            .AddTransport<BrokenTransport>("broken")
            .AddEndpoint("erp", "broken:erp", endpoint => endpoint.AddSecret(TestHost.Secret))
            .Services.AddSingleton<BrokenTransport>(_ => ++makes <= 2 ? throw new InvalidOperationException("No broker.") : new BrokenTransport()));

        host.Dispatch(Orders.Paid);
        host.Advance(TimeSpan.FromHours(1));

        var delivery = host.Delivery();
        delivery.State.Should().Be(DeliveryState.Delivered);
        delivery.Attempts.Select(attempt => attempt.Outcome).Should().EndWith(AttemptOutcome.Delivered).And.Contain(AttemptOutcome.Failed);
        delivery.Attempts[0].Error.Should().Be("The transport threw InvalidOperationException.");
    }

    [Test]
    public void A_transport_without_a_result_is_a_failed_attempt()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Script("crm", (_, _) => Task.FromResult<TransportResult>(null!));

        host.Dispatch(Orders.Paid);

        host.Delivery().Attempts.Should().ContainSingle().Which.Error.Should().Be("The transport gave no result.");
    }

    [Test]
    public void A_store_that_other_processes_write_to_wakes_the_engine()
    {
        var time = new Doubles.ManualTimeProvider();
        var store = new InMemoryStore(time);
        using var worker = TestHost.Started(shop => shop.AddTestEndpoint("crm"), store, time: time);
        using var front = TestHost.Started(
            shop =>
            {
                shop.AddTestEndpoint("crm");
                shop.Services.AddShopWebhooks(options => options.ProcessDeliveries = false);
            },
            store,
            seed: 2,
            time: time);
        front.Dispatch(Orders.Paid);
        worker.Settle();
        worker.Transport.Attempts.Should().BeEmpty();

        worker.Store.Wake();
        worker.Settle();

        worker.Transport.Attempts.Should().ContainSingle();
    }

    [Test]
    public void What_is_ambient_where_a_dispatch_is_made_does_not_reach_the_store_that_others_share_nor_a_handler()
    {
        var ambient = new AsyncLocal<string?>();
        var seen = new List<string?>();
        using var host = TestHost.Started(shop => shop.On<NewOrder>(
            (_, _, _) =>
            {
                seen.Add(ambient.Value);
                return Task.CompletedTask;
            },
            options => options.FromLocal()));
        host.Store.BeforeAdd = _ =>
        {
            seen.Add(ambient.Value);
            return Task.CompletedTask;
        };

        host.Run(async () =>
        {
            ambient.Value = "a caller's";
            await host.Dispatcher.DispatchAsync(Orders.Paid);
            return ambient.Value.Should().Be("a caller's");
        });

        seen.Should().Equal(null, null);
    }

    private sealed class BrokenTransport : IWebhookTransport
    {
        public ValueTask<TransportResult> SendAsync(TransportRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult(TransportResult.Delivered);
    }
}
