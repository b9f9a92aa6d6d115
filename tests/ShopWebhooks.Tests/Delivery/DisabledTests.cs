using ShopWebhooks.Storage;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Delivery;

internal sealed class DisabledTests
{
    private static TransportResult Gone { get; } = TransportResult.Rejected("It is gone.") with { StatusCode = 410, DisableEndpoint = true };

    [Test]
    public void What_a_disabled_endpoint_is_owed_becomes_dead_letters_and_new_messages_owe_it_nothing()
    {
        using var host = TestHost.Started(shop => shop
            .AddTestEndpoint("crm", endpoint => { endpoint.Options.Concurrency = 1; })
            .AddTestEndpoint("erp"));
        host.Transport.Hold("crm");
        for (var i = 0; i < 600; i++)
        {
            host.Dispatch(Orders.Numbered(i));
        }

        host.Transport.Release("crm", Gone);
        host.Settle();
        var receipt = host.Dispatch(Orders.Paid);

        var owed = host.Deliveries("crm");
        owed.Should().HaveCount(600).And.OnlyContain(delivery => delivery.State == DeliveryState.Dead);
        owed[0].Reason.Should().Be("It is gone.");
        owed.Skip(1).Should().OnlyContain(delivery => delivery.Reason == "EndpointDisabled: It is gone." && delivery.Attempts.Count == 0);
        receipt.EndpointIds.Should().Equal("erp");
        host.Transport.To("erp").Should().HaveCount(601);
        host.Logs.Lines.Should().Contain(line => line.Contains("Endpoint crm is disabled: It is gone."))
            .And.Contain(line => line.Contains("599 deliveries to the disabled endpoint crm are dead letters"));
    }

    [Test]
    public void An_attempt_under_way_when_its_endpoint_is_disabled_counts_if_it_succeeds_and_is_the_last_if_not()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Hold("crm");
        host.Dispatch(Orders.Numbered(1));
        host.Dispatch(Orders.Numbered(2));

        Disable(host, "by hand");
        host.Deliveries().Should().OnlyContain(delivery => delivery.State == DeliveryState.Leased);
        host.Transport.Release("crm", ScriptedTransport.Ok);
        host.Transport.Release("crm", ScriptedTransport.Broken);
        host.Settle();

        host.Deliveries().Select(delivery => (delivery.State, delivery.Reason)).Should().Equal(
            (DeliveryState.Delivered, null), (DeliveryState.Dead, "EndpointDisabled: by hand"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void That_an_endpoint_is_gone_counts_also_where_the_end_of_the_attempt_could_not_be_recorded(bool isStoreBack)
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", Gone, ScriptedTransport.Ok);
        host.Store.BeforeSettle = () => throw new IOException("The disk is away.");
        host.Store.BeforeRenew = () => throw new IOException("The disk is away.");
        host.Store.BeforeChange = () => isStoreBack ? Task.CompletedTask : throw new IOException("The disk is away.");
        host.Dispatch(Orders.Paid);

        host.Advance(TimeSpan.FromSeconds(46));

        State(host).DisabledReason.Should().Be(isStoreBack ? "It is gone." : null);
        host.Dispatch(Orders.Paid).EndpointIds.Should().HaveCount(isStoreBack ? 0 : 1, "what is not stored must not be acted upon for ever");
    }

    [Test]
    public void A_message_for_the_endpoint_by_name_is_kept_as_a_dead_letter()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        Disable(host, "by hand");

        host.Run(() => host.Dispatcher.DispatchAsync(Orders.Paid, "crm", null, default));

        host.Delivery().Should().Match<DeliveryRecord>(delivery =>
            delivery.State == DeliveryState.Dead && delivery.Reason == "EndpointDisabled: by hand");
        host.Transport.Attempts.Should().BeEmpty();
    }

    [Test]
    public void Enabled_again_it_starts_clean()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", ScriptedTransport.Broken);
        for (var i = 0; i < 6; i++)
        {
            host.Dispatch(Orders.Numbered(i));
        }

        host.Advance(TimeSpan.FromDays(5.1));
        host.Dispatch(Orders.Paid);
        host.Advance(TimeSpan.FromHours(2));
        State(host).DisabledReason.Should().StartWith("Every attempt has failed for 5 days");

        Enable(host);
        State(host).Should().Be(new EndpointState("crm"));
        var before = host.Transport.Attempts.Count;
        host.Dispatch(Orders.Paid);

        host.Transport.Attempts.Should().HaveCount(before + 1);
        State(host).DisabledReason.Should().BeNull("one failure is no five days");
        host.Transport.Answer("crm", ScriptedTransport.Ok);
        host.Advance(TimeSpan.FromSeconds(6));
        host.Deliveries()[^1].State.Should().Be(DeliveryState.Delivered);
    }

    [Test]
    public void It_stays_disabled_after_a_restart_and_what_was_left_is_ended_then()
    {
        using var first = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        first.Transport.Answer("crm", ScriptedTransport.Broken);
        first.Dispatch(Orders.Paid);
        first.Run(() => first.Store.ChangeEndpointsAsync([new EndpointChange("crm") { Disable = "by hand" }], default).AsTask());
        first.Stop();

        using var second = TestHost.Started(shop => shop.AddTestEndpoint("crm"), first.Store, time: first.Time);

        second.Delivery().Reason.Should().Be("EndpointDisabled: by hand");
        second.Dispatch(Orders.Paid).EndpointIds.Should().BeEmpty();
    }

    [Test]
    public void What_could_not_be_ended_is_ended_within_an_hour()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", ScriptedTransport.Broken);
        host.Dispatch(Orders.Paid);
        host.Store.BeforeClose = () => throw new StoreUnavailableException("The disk is away.");

        Disable(host, "by hand");
        host.Delivery().State.Should().Be(DeliveryState.Open);
        host.Logs.Lines.Should().Contain(line => line.Contains("What the disabled endpoint crm is owed could not be ended"));
        host.Store.BeforeClose = null;
        host.Advance(TimeSpan.FromHours(1.1));

        host.Delivery().Reason.Should().Be("EndpointDisabled: by hand");
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("a\0b")]
    public void A_reason_that_no_store_could_keep_is_refused(string reason)
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));

        host.Invoking(one => Disable(one, reason)).Should().Throw<ArgumentException>();
        host.Invoking(one => one.Run(async () =>
        {
            await one.Get<IWebhookEndpoints>().EnableAsync("erp");
            return true;
        })).Should().Throw<ArgumentException>().WithMessage("There is no endpoint 'erp'*");
    }

    private static void Disable(TestHost host, string reason) => host.Run(async () =>
    {
        await host.Get<IWebhookEndpoints>().DisableAsync("CRM", reason);
        return true;
    });

    private static void Enable(TestHost host) => host.Run(async () =>
    {
        await host.Get<IWebhookEndpoints>().EnableAsync("crm");
        return true;
    });

    private static EndpointState State(TestHost host) => host.Run(() => host.Get<IWebhookEndpoints>().GetStateAsync("crm"));
}
