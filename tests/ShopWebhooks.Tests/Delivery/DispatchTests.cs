using ShopWebhooks.Events;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.Delivery;

internal sealed class DispatchTests
{
    [Test]
    public void A_dispatched_event_is_delivered_and_the_attempt_is_recorded()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));

        var receipt = host.Dispatch(Orders.Paid);

        receipt.EndpointIds.Should().Equal("crm");
        receipt.IsDuplicate.Should().BeFalse();
        receipt.MessageId.Should().MatchRegex("^msg_[0-9a-f]{32}$");
        var delivery = host.Delivery();
        delivery.State.Should().Be(DeliveryState.Delivered);
        delivery.Message.Id.Should().Be(receipt.MessageId);
        delivery.Attempts.Should().Equal(new DeliveryAttempt
        {
            Number = 1,
            StartedAt = host.Time.GetUtcNow(),
            Duration = TimeSpan.Zero,
            Outcome = AttemptOutcome.Delivered,
            StatusCode = 200,
            Decision = "delivered",
        });
        host.Transport.Attempts.Should().ContainSingle().Which.Body.Should().Be(Orders.PaidJson);
    }

    [Test]
    public void An_event_is_owed_to_every_endpoint_that_wants_it_and_to_no_other()
    {
        using var host = TestHost.Started(shop => shop
            .AddTestEndpoint("all")
            .AddTestEndpoint("leads", endpoint => endpoint.For("new_lead"))
            .AddTestEndpoint("news", endpoint => endpoint.For("support_requested", "new_*")));

        host.Dispatch(Orders.Paid).EndpointIds.Should().Equal("all", "news");

        host.Transport.Attempts.Select(attempt => attempt.EndpointId).Should().BeEquivalentTo("all", "news");
        host.Deliveries().Should().HaveCount(2).And.OnlyContain(delivery => delivery.State == DeliveryState.Delivered);
    }

    [Test]
    public void A_star_does_not_mean_ping()
    {
        using var host = TestHost.Started(shop => shop
            .AddTestEndpoint("all")
            .AddTestEndpoint("stars", endpoint => endpoint.For("*", "p*"))
            .AddTestEndpoint("pings", endpoint => endpoint.For("ping")));

        host.Dispatch(new Ping()).EndpointIds.Should().Equal("pings");
    }

    [Test]
    public void An_event_that_nobody_wants_is_kept()
    {
        using var host = TestHost.Started();

        var receipt = host.Dispatch(Orders.Paid);

        receipt.EndpointIds.Should().BeEmpty();
        host.Run(() => host.Store.GetMessageAsync(receipt.MessageId, CancellationToken.None).AsTask()).Should().NotBeNull();
    }

    [Test]
    public void A_free_lane_gets_its_delivery_without_the_store_being_asked()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        var before = host.Store.Leases;

        for (var i = 0; i < 100; i++)
        {
            host.Dispatch(Orders.Numbered(i));
        }

        host.Transport.Attempts.Should().HaveCount(100);
        host.Store.Leases.Should().Be(before);
    }

    [Test]
    public void An_idempotency_key_returns_the_first_receipt_and_sends_nothing()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        var options = new DispatchOptions { IdempotencyKey = "order-1" };
        var first = host.Dispatch(Orders.Paid, options);

        var second = host.Dispatch(Orders.Paid, options);

        second.Should().BeEquivalentTo(first with { IsDuplicate = true });
        second.EndpointIds.Should().Equal("crm");
        host.Transport.Attempts.Should().ContainSingle();
    }

    [Test]
    public void An_idempotency_key_is_one_for_each_event_type_tenant_and_explicit_endpoint()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm").AddTestEndpoint("erp"));
        var key = new DispatchOptions { IdempotencyKey = "order-1" };

        host.Dispatch(Orders.Paid, key).IsDuplicate.Should().BeFalse();
        host.Dispatch(Orders.Lead, key).IsDuplicate.Should().BeFalse();
        host.Dispatch(Orders.Paid, key with { Tenant = "north" }).IsDuplicate.Should().BeFalse();
        host.Run(() => host.Dispatcher.DispatchAsync(Orders.Paid, "crm", key)).IsDuplicate.Should().BeFalse();
        host.Run(() => host.Dispatcher.DispatchAsync(Orders.Paid, "erp", key)).IsDuplicate.Should().BeFalse();

        host.Dispatch(Orders.Lead, key).IsDuplicate.Should().BeTrue();
        host.Dispatch(Orders.Paid, key with { Tenant = "north" }).IsDuplicate.Should().BeTrue();
        host.Run(() => host.Dispatcher.DispatchAsync(Orders.Paid, "crm", key)).EndpointIds.Should().Equal("crm");
    }

    [Test]
    public void Nothing_is_sent_before_the_time_that_was_asked_for()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        var notBefore = host.Time.GetUtcNow() + TimeSpan.FromHours(3);

        host.Dispatch(Orders.Paid, new DispatchOptions { NotBefore = notBefore });
        host.Advance(TimeSpan.FromHours(3) - TimeSpan.FromTicks(1));
        host.Transport.Attempts.Should().BeEmpty();

        host.Advance(TimeSpan.FromTicks(1));
        host.Transport.Attempts.Should().ContainSingle().Which.At.Should().Be(notBefore);
    }

    [Test]
    public void A_time_that_has_passed_means_at_once()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));

        host.Dispatch(Orders.Paid, new DispatchOptions { NotBefore = host.Time.GetUtcNow() - TimeSpan.FromDays(1) });

        host.Transport.Attempts.Should().ContainSingle();
    }

    [Test]
    public void An_explicit_endpoint_gets_what_its_filter_would_not_let_pass_and_nobody_else_does()
    {
        using var host = TestHost.Started(shop => shop
            .AddTestEndpoint("all")
            .AddTestEndpoint("leads", endpoint => endpoint.For("new_lead")));

        var receipt = host.Run(() => host.Dispatcher.DispatchAsync(Orders.Paid, "leads"));

        receipt.EndpointIds.Should().Equal("leads");
        host.Transport.Attempts.Should().ContainSingle().Which.EndpointId.Should().Be("leads");
    }

    [Test]
    public void An_endpoint_that_does_not_exist_is_named_with_the_call_that_declares_it()
    {
        using var host = TestHost.Started();

        var dispatch = () => host.Run(() => host.Dispatcher.DispatchAsync(Orders.Paid, "crm"));

        dispatch.Should().Throw<ArgumentException>().WithMessage(
            "There is no endpoint 'crm'; declare it with AddEndpoint(\"crm\", …) or under Endpoints:crm of the configuration, "
            + "or add it with IWebhookEndpoints.AddAsync.*");
    }

    [Test]
    public void A_handler_is_no_endpoint_to_dispatch_to()
    {
        using var host = TestHost.Started(shop => shop.On<NewOrder>("book", (_, _, _) => Task.CompletedTask));

        var dispatch = () => host.Run(() => host.Dispatcher.DispatchAsync(Orders.Paid, "handler:book"));

        dispatch.Should().Throw<ArgumentException>().WithMessage("There is no endpoint 'handler:book'*");
    }

    [Test]
    public void A_type_that_is_not_registered_is_named_with_the_call_that_registers_it()
    {
        using var host = TestHost.Started();

        var dispatch = () => host.Dispatch(new Version(1, 0));

        dispatch.Should().Throw<ArgumentException>().WithMessage(
            "System.Version is not registered as a payload; register it with AddEvent<Version>(\"event_type\", MyJsonContext.Default.Version).*");
    }

    [TestCase("Tenant", 201, "has 201 characters; at most 200 are kept")]
    [TestCase("OrderingKey", 201, "has 201 characters; at most 200 are kept")]
    [TestCase("IdempotencyKey", 201, "has 201 characters; at most 200 are kept")]
    [TestCase("Tenant", 0, "is empty; leave it out instead")]
    public void A_text_of_another_length_is_refused_by_name(string property, int length, string problem) =>
        Refuse(property, new string('x', length), problem);

    [TestCase("Tenant")]
    [TestCase("OrderingKey")]
    [TestCase("IdempotencyKey")]
    public void A_text_that_a_store_could_not_keep_is_refused_by_name(string property)
    {
        Refuse(property, "a\0b", "contains a NUL character");
        Refuse(property, "a\ud800b", "is not well-formed UTF-16: it contains a lone surrogate");
    }

    [Test]
    public void Nothing_is_stored_for_a_caller_that_has_cancelled_already()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));

        var dispatch = host.BeginDispatch(Orders.Paid, cancellationToken: new CancellationToken(canceled: true));

        dispatch.IsCanceled.Should().BeTrue();
        host.Deliveries().Should().BeEmpty();
    }

    [Test]
    public void A_caller_that_cancels_after_joining_a_write_does_not_withdraw_its_event()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        var write = new TaskCompletionSource();
        host.Store.BeforeAdd = _ => write.Task;
        using var cancellation = new CancellationTokenSource();
        var dispatch = host.BeginDispatch(Orders.Paid, cancellationToken: cancellation.Token);

        cancellation.Cancel();
        host.Settle();
        dispatch.IsCanceled.Should().BeTrue();
        write.SetResult();
        host.Settle();

        host.Delivery().State.Should().Be(DeliveryState.Delivered);
    }

    [Test]
    public void A_store_that_fails_makes_the_dispatch_throw_and_takes_nobodys_slot()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint.Options.Concurrency = 1));
        host.Store.BeforeAdd = _ => throw new IOException("The disk is full.");

        var dispatch = () => host.Dispatch(Orders.Paid);
        dispatch.Should().Throw<IOException>().WithMessage("The disk is full.");
        host.Store.BeforeAdd = null;
        var leases = host.Store.Leases;
        host.Dispatch(Orders.Paid);

        host.Delivery().State.Should().Be(DeliveryState.Delivered);
        host.Store.Leases.Should().Be(leases, "the slot of the failed one came back");
    }

    [Test]
    public void What_is_stored_although_the_answer_was_lost_is_delivered()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Store.AfterAdd = () => throw new IOException("The connection broke.");
        var dispatch = () => host.Dispatch(Orders.Paid);
        dispatch.Should().Throw<IOException>();
        host.Store.AfterAdd = null;

        host.Advance(TimeSpan.FromMinutes(1));

        host.Delivery().State.Should().Be(DeliveryState.Delivered);
    }

    private static void Refuse(string property, string text, string problem)
    {
        using var host = TestHost.Started();
        var options = property switch
        {
            "Tenant" => new DispatchOptions { Tenant = text },
            "OrderingKey" => new DispatchOptions { OrderingKey = text },
            _ => new DispatchOptions { IdempotencyKey = text },
        };

        var dispatch = () => host.Dispatch(Orders.Paid, options);

        dispatch.Should().Throw<ArgumentException>().WithMessage($"DispatchOptions.{property} {problem}.*").Which.ParamName.Should().Be(property);
    }
}
