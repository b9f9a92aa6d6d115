using ShopWebhooks.Events;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Receiving;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Delivery;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class OperationalEventTests
{
    private readonly List<WebhookEvent> _told = [];

    [Test]
    public void A_delivery_that_fails_four_times_and_one_that_is_given_up_are_told_once_each()
    {
        using var host = Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", ScriptedTransport.Broken);
        var messageId = host.Dispatch(Orders.Paid).MessageId;

        host.Advance(TimeSpan.FromHours(1));
        var failing = _told.Should().ContainSingle().Which.Should().BeOfType<DeliveryFailing>().Subject;
        (failing.EndpointId, failing.MessageId, failing.MessageType, failing.Attempts, failing.Reason)
            .Should().Be(("crm", messageId, "new_order", 4, "It answered 500."));
        var fourth = host.Transport.To("crm")[3].At;
        failing.OccurredAt.Should().Be(fourth);
        (failing.NextAttemptAt! - fourth).Should().BeCloseTo(TimeSpan.FromHours(2), TimeSpan.FromMinutes(24));
        host.Advance(TimeSpan.FromHours(100));

        var exhausted = _told.Should().HaveCount(2).And.Subject.Last().Should().BeOfType<DeliveryExhausted>().Subject;
        (exhausted.EndpointId, exhausted.MessageId, exhausted.MessageType, exhausted.Attempts, exhausted.Reason)
            .Should().Be(("crm", messageId, "new_order", 10, "All 10 attempts failed; the last: It answered 500."));
    }

    [Test]
    public void An_endpoint_that_recovers_is_told_once()
    {
        using var host = Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", ScriptedTransport.Broken);
        for (var i = 0; i < 8; i++)
        {
            host.Dispatch(Orders.Numbered(i));
        }

        host.Transport.Answer("crm", ScriptedTransport.Ok);
        host.Advance(TimeSpan.FromHours(1));

        _told.Should().ContainSingle().Which.Should().BeOfType<EndpointRecovered>().Which.EndpointId.Should().Be("crm");
    }

    [Test]
    public void A_few_failures_are_no_outage_to_recover_from()
    {
        using var host = Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", ScriptedTransport.Broken, ScriptedTransport.Ok);
        host.Dispatch(Orders.Paid);

        host.Advance(TimeSpan.FromMinutes(1));

        host.Delivery().State.Should().Be(DeliveryState.Delivered);
        _told.Should().BeEmpty();
    }

    [Test]
    public void A_disabled_endpoint_is_told_in_the_transaction_that_disables_it()
    {
        using var host = Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", TransportResult.Rejected("It is gone.") with { DisableEndpoint = true });

        host.Dispatch(Orders.Paid);

        _told.Select(operational => operational.Event).Should().Equal("endpoint_disabled", "delivery_exhausted");
        _told[0].Should().BeOfType<EndpointDisabled>().Which.Reason.Should().Be("It is gone.");
    }

    [Test]
    public void However_many_attempts_find_the_endpoint_gone_it_is_told_once()
    {
        using var host = Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Hold("crm");
        for (var i = 0; i < 16; i++)
        {
            host.Dispatch(Orders.Numbered(i));
        }

        for (var i = 0; i < 16; i++)
        {
            host.Transport.Release("crm", TransportResult.Rejected("It is gone.") with { DisableEndpoint = true });
        }

        host.Settle();

        _told.OfType<EndpointDisabled>().Should().ContainSingle();
        _told.OfType<DeliveryExhausted>().Should().HaveCount(16);
    }

    [Test]
    public void Disabling_by_hand_is_told_too()
    {
        using var host = Started(shop => shop.AddTestEndpoint("crm"));

        host.Run(async () =>
        {
            await host.Get<IWebhookEndpoints>().DisableAsync("crm", "They asked us to.");
            return true;
        });

        _told.Should().ContainSingle().Which.Should().BeOfType<EndpointDisabled>()
            .Which.Should().Match<EndpointDisabled>(told => told.EndpointId == "crm" && told.Reason == "They asked us to.");
    }

    [Test]
    public void Endpoints_get_them_that_name_them_but_none_is_told_of_itself()
    {
        using var host = TestHost.Started(shop => shop
            .AddTestEndpoint("all")
            .AddTestEndpoint("pager", endpoint => endpoint.For("delivery_exhausted"))
            .AddTestEndpoint("crm", endpoint => endpoint.For("new_order", "delivery_exhausted").RetryWaits()));
        host.Transport.Answer("crm", ScriptedTransport.Broken);

        host.Dispatch(Orders.Paid);

        host.Transport.To("pager").Should().ContainSingle().Which.Body.Should().StartWith("{\"event\":\"delivery_exhausted\",\"endpoint_id\":\"crm\",");
        host.Transport.To("crm").Should().ContainSingle();
        host.Transport.To("all").Should().ContainSingle("* does not mean them");
    }

    [Test]
    public void Endpoints_that_watch_each_other_and_are_both_down_tell_nothing_for_ever()
    {
        using var host = TestHost.Started(shop => shop
            .AddTestEndpoint("one", endpoint => endpoint.For("new_order", "delivery_exhausted", "delivery_failing").RetryWaits())
            .AddTestEndpoint("two", endpoint => endpoint.For("delivery_exhausted", "delivery_failing").RetryWaits()));
        host.Transport.Answer("one", ScriptedTransport.Broken);
        host.Transport.Answer("two", ScriptedTransport.Broken);

        host.Dispatch(Orders.Paid);
        host.Advance(TimeSpan.FromDays(1));

        host.Transport.Attempts.Select(attempt => attempt.EndpointId).Should().Equal("one", "two");
    }

    [Test]
    public void A_strangers_webhook_does_not_pass_for_one()
    {
        using var host = Started(shop => shop.AddSource("shop", source => source.AddSecret(TestHost.Secret)));
        var request = SignedRequest.Create(host, """{"event":"endpoint_disabled","endpoint_id":"crm","reason":"Trust me."}""", "evt_1");

        host.Run(() => host.Get<IWebhookReceiver>().AcceptAsync(host.Verify(request).Webhook!.Value));

        _told.Should().BeEmpty();
        host.Deliveries().Should().BeEmpty();
    }

    [Test]
    public void Where_there_is_no_room_for_them_the_attempt_is_recorded_all_the_same()
    {
        var time = new Doubles.ManualTimeProvider();
        using var host = Started(
            shop => shop.AddTestEndpoint("crm", endpoint => endpoint.For("new_lead")).AddTestEndpoint("erp", endpoint => endpoint.For("new_order")),
            new InMemoryStore(time, capacity: 2),
            time);
        host.Transport.Answer("crm", ScriptedTransport.Broken);
        host.Transport.Answer("erp", ScriptedTransport.Broken with { RetryAfter = TimeSpan.FromDays(1) });
        host.Dispatch(Orders.Paid);
        host.Dispatch(Orders.Lead);

        host.Advance(TimeSpan.FromHours(1));

        host.Delivery("crm").Attempts.Should().HaveCount(4);
        _told.Should().BeEmpty();
    }

    private TestHost Started(Action<IShopWebhooksBuilder> configure, IWebhookStore? store = null, Doubles.ManualTimeProvider? time = null) => TestHost.Started(
        shop =>
        {
            configure(shop);
            Listen<EndpointDisabled>(shop);
            Listen<EndpointRecovered>(shop);
            Listen<DeliveryFailing>(shop);
            Listen<DeliveryExhausted>(shop);
        },
        store,
        time: time);

    private void Listen<T>(IShopWebhooksBuilder shop)
        where T : WebhookEvent => shop.On<T>($"tell-{typeof(T).Name}", (operational, _, _) =>
        {
            _told.Add(operational);
            return Task.CompletedTask;
        });
}
