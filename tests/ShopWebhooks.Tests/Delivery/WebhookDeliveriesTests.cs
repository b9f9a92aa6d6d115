using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Receiving;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Delivery;

internal sealed class WebhookDeliveriesTests
{
    private static TransportResult No { get; } = TransportResult.Rejected("No.");

    [Test]
    public void Dead_letters_of_an_endpoint_are_found_and_replayed_with_the_same_id_and_a_new_schedule()
    {
        using var host = WithDeadLetters(3, shop => shop.AddTestEndpoint("crm").AddTestEndpoint("erp"));
        host.Transport.Answer("crm", ScriptedTransport.Broken, ScriptedTransport.Ok);

        var result = Replay(host, new ReplayRequest { EndpointId = "CRM" });

        result.Should().Be(new ReplayResult(Found: 3, Replayed: 3));
        host.Advance(TimeSpan.FromSeconds(10));
        host.Deliveries("crm").Should().OnlyContain(delivery => delivery.State == DeliveryState.Delivered);
        host.Deliveries("erp").Should().OnlyContain(delivery => delivery.State == DeliveryState.Dead);
        host.Deliveries("crm")[0].Attempts.Select(attempt => (attempt.Number, attempt.Decision[..5]))
            .Should().Equal((1, "dead:"), (2, "retry"), (3, "deliv"));
        host.Transport.To("crm").GroupBy(attempt => attempt.MessageId).Should().HaveCount(3);
    }

    [Test]
    public void What_is_looked_up_for_numbers_alone_is_asked_without_content()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", ScriptedTransport.Broken);
        var options = new DispatchOptions { IdempotencyKey = "order-1" };
        host.Run(() => host.Get<IWebhookDispatcher>().DispatchAsync(Orders.Paid, options));
        host.Run(() => host.Get<IWebhookDispatcher>().DispatchAsync(Orders.Paid, options)).IsDuplicate.Should().BeTrue();
        host.Run(async () =>
        {
            await host.Get<IWebhookEndpoints>().DisableAsync("crm", "by hand");
            return true;
        });
        host.Run(async () =>
        {
            await host.Get<IWebhookEndpoints>().EnableAsync("crm");
            return true;
        });
        Replay(host, new ReplayRequest { EndpointId = "crm", IncludeMissed = true }).Found.Should().Be(1);

        host.Store.Queries.Should().OnlyContain(query => !query.IncludeContent)
            .And.Contain(query => query.EndpointId == null, "that of the duplicate")
            .And.Contain(query => query.State == DeliveryState.Open, "that of the disabled endpoint")
            .And.Contain(query => query.State == DeliveryState.Dead, "that of the replay")
            .And.Contain(query => query.Limit == 1, "that of what may have been missed");
    }

    [Test]
    public void A_dry_run_counts_and_changes_nothing()
    {
        using var host = WithDeadLetters(3, shop => shop.AddTestEndpoint("crm"));

        Replay(host, new ReplayRequest { DryRun = true }).Should().Be(new ReplayResult(3, 0));

        host.Deliveries().Should().OnlyContain(delivery => delivery.State == DeliveryState.Dead);
    }

    [Test]
    public void A_rate_spreads_the_replayed_over_time()
    {
        using var host = WithDeadLetters(5, shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", ScriptedTransport.Ok);
        var start = host.Time.GetUtcNow();

        Replay(host, new ReplayRequest { MaxPerSecond = 0.5 }).Replayed.Should().Be(5);
        host.Advance(TimeSpan.FromMinutes(1));

        host.Transport.To("crm").Skip(5).Select(attempt => (attempt.At - start).TotalSeconds).Should().Equal(0, 2, 4, 6, 8);
    }

    [Test]
    public void Event_type_message_tenant_and_time_narrow_the_choice()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", No);
        host.Dispatch(Orders.Numbered(1));
        host.Advance(TimeSpan.FromHours(1));
        var outage = host.Time.GetUtcNow();
        host.Dispatch(Orders.Numbered(2));
        var lead = host.Dispatch(Orders.Lead).MessageId;
        host.Advance(TimeSpan.FromHours(1));
        var end = host.Time.GetUtcNow();
        host.Dispatch(Orders.Numbered(3));

        Found(new ReplayRequest { From = outage }).Should().Be(3);
        Found(new ReplayRequest { From = outage, To = end }).Should().Be(2);
        Found(new ReplayRequest { To = outage }).Should().Be(1);
        Found(new ReplayRequest { EventType = "new_lead" }).Should().Be(1);
        Found(new ReplayRequest { MessageId = lead }).Should().Be(1);
        Found(new ReplayRequest { Tenant = "other" }).Should().Be(0);

        int Found(ReplayRequest request) => Replay(host, request with { DryRun = true }).Found;
    }

    [Test]
    public void Everything_since_the_outage_is_what_died_and_what_was_never_owed()
    {
        using var host = TestHost.Started(shop => shop
            .AddTestEndpoint("crm", endpoint => endpoint.For("new_order")).AddTestEndpoint("erp")
            .AddSource("shop", source => source.AddSecret(TestHost.Secret)));
        host.Dispatch(Orders.Numbered(0));
        host.Transport.Answer("crm", TransportResult.Rejected("It is gone.") with { DisableEndpoint = true });
        host.Advance(TimeSpan.FromHours(1));
        var outage = host.Time.GetUtcNow();
        host.Dispatch(Orders.Numbered(1));
        host.Dispatch(Orders.Numbered(2));
        host.Dispatch(Orders.Lead);
        host.Receive(id: "evt_1");
        host.Transport.Answer("crm", ScriptedTransport.Ok);
        var request = new ReplayRequest { EndpointId = "crm", From = outage, IncludeMissed = true };

        host.Invoking(one => Replay(one, request)).Should().Throw<InvalidOperationException>()
            .WithMessage("The endpoint 'crm' is disabled (It is gone.); enable it with EnableAsync first.");
        host.Run(async () =>
        {
            await host.Get<IWebhookEndpoints>().EnableAsync("crm");
            return true;
        });
        Replay(host, request with { IncludeMissed = false, DryRun = true }).Found.Should().Be(1);
        Replay(host, request with { DryRun = true }).Should().Be(new ReplayResult(2, 0));
        Replay(host, request).Should().Be(new ReplayResult(2, 2));

        host.Deliveries("crm").Should().HaveCount(3).And.OnlyContain(delivery => delivery.State == DeliveryState.Delivered);
        host.Transport.To("crm").Should().HaveCount(4, "what it has, it does not get again");
        Replay(host, request).Should().Be(new ReplayResult(0, 0));
    }

    [Test]
    public void What_is_owed_to_disabled_or_unknown_endpoints_is_left_alone()
    {
        using var first = WithDeadLetters(2, shop => shop.AddTestEndpoint("crm").AddTestEndpoint("gone").AddTestEndpoint("off"));
        first.Stop();
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm").AddTestEndpoint("off"), first.Store, time: first.Time);
        host.Run(async () =>
        {
            await host.Get<IWebhookEndpoints>().DisableAsync("off", "by hand");
            return true;
        });

        Replay(host, new ReplayRequest()).Should().Be(new ReplayResult(Found: 6, Replayed: 2));

        host.Transport.Attempts.Select(attempt => attempt.EndpointId).Should().Equal("crm", "crm");
    }

    [Test]
    public void More_than_a_page_is_replayed_and_what_dies_again_meanwhile_is_not_replayed_twice()
    {
        using var host = WithDeadLetters(1100, shop => shop.AddTestEndpoint("crm"));

        Replay(host, new ReplayRequest()).Should().Be(new ReplayResult(1100, 1100));

        host.Deliveries("crm").Should().OnlyContain(delivery => delivery.State == DeliveryState.Dead && delivery.Attempts.Count == 2);
    }

    [Test]
    public void A_message_is_sent_to_an_endpoint_and_a_handler_that_were_added_later()
    {
        using var first = TestHost.Started(shop => shop.AddTestEndpoint("crm").AddSource("shop", source => source.AddSecret(TestHost.Secret)));
        var sent = first.Dispatch(Orders.Paid).MessageId;
        var received = first.Receive(id: "evt_1").MessageId!;
        first.Stop();
        var handled = 0;
        using var host = TestHost.Started(
            shop => shop.AddTestEndpoint("new").On<ShopWebhooks.Events.NewOrder>("book", (_, _, _) =>
            {
                handled++;
                return Task.CompletedTask;
            }),
            first.Store,
            time: first.Time);

        SendAgain(host, sent, "New").Should().BeTrue();
        SendAgain(host, received, "handler:book").Should().BeTrue();
        SendAgain(host, sent, "new").Should().BeTrue("a final delivery is made once more");
        SendAgain(host, "msg_unknown", "new").Should().BeFalse();

        host.Transport.To("new").Select(attempt => attempt.MessageId).Should().Equal(sent, sent);
        handled.Should().Be(1);
        host.Invoking(one => SendAgain(one, sent, "crm")).Should().Throw<ArgumentException>().WithMessage("There is no endpoint 'crm'*");
    }

    [Test]
    public void What_is_still_owed_is_cancelled_and_what_is_final_is_not()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", ScriptedTransport.Broken);
        host.Dispatch(Orders.Paid);
        var number = host.Delivery().DeliveryId;

        Cancel(host, number, "The customer called.").Should().BeTrue();
        Cancel(host, number, "Twice.").Should().BeFalse();
        host.Advance(TimeSpan.FromDays(1));

        host.Delivery().Should().Match<DeliveryRecord>(delivery => delivery.State == DeliveryState.Cancelled && delivery.Reason == "The customer called.");
        host.Transport.Attempts.Should().ContainSingle();
        host.Invoking(one => Cancel(one, number, " ")).Should().Throw<ArgumentException>();
    }

    [Test]
    public void A_request_that_contradicts_itself_is_refused()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));

        host.Invoking(one => Replay(one, new ReplayRequest { State = DeliveryState.Leased })).Should().Throw<ArgumentException>()
            .WithMessage("ReplayRequest.State is Leased; a delivery that is not final is attempted anyway, so choose Dead, Cancelled or Delivered.*");
        host.Invoking(one => Replay(one, new ReplayRequest { IncludeMissed = true })).Should().Throw<ArgumentException>()
            .WithMessage("ReplayRequest.IncludeMissed is true without an endpoint; *");
        host.Invoking(one => Replay(one, new ReplayRequest { MaxPerSecond = double.NaN })).Should().Throw<ArgumentException>()
            .WithMessage("ReplayRequest.MaxPerSecond is NaN; it must be more than zero.*");
        host.Invoking(one => Replay(one, new ReplayRequest { EndpointId = "erp" })).Should().Throw<ArgumentException>();
    }

    private static TestHost WithDeadLetters(int count, Action<IShopWebhooksBuilder> configure)
    {
        var host = TestHost.Started(configure);
        foreach (var endpoint in host.Get<IWebhookEndpoints>().All)
        {
            host.Transport.Answer(endpoint.Id, No);
        }

        for (var i = 0; i < count; i++)
        {
            host.Dispatch(Orders.Numbered(i));
        }

        return host;
    }

    private static ReplayResult Replay(TestHost host, ReplayRequest request) => host.Run(() => host.Get<IWebhookDeliveries>().ReplayAsync(request));

    private static bool SendAgain(TestHost host, string messageId, string endpointId) =>
        host.Run(() => host.Get<IWebhookDeliveries>().SendAgainAsync(messageId, endpointId));

    private static bool Cancel(TestHost host, long deliveryId, string reason) =>
        host.Run(() => host.Get<IWebhookDeliveries>().CancelAsync(deliveryId, reason));
}
