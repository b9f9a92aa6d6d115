using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Delivery;

namespace ShopWebhooks.Tests.Receiving;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HandlerTests
{
    private readonly List<string> _calls = [];

    [Test]
    public void A_handler_takes_what_was_received_unless_it_says_from_where()
    {
        using var host = Shop(shop => shop
            .On<NewOrder>("any", Call("any"))
            .On<NewOrder>("local", Call("local"), options => options.FromLocal())
            .On<NewOrder>("shop", Call("shop"), options => options.From("SHOP"))
            .On<NewOrder>("other", Call("other"), options => options.From("other")));

        host.Receive();
        _calls.Should().BeEquivalentTo("any", "shop");
        _calls.Clear();
        host.Dispatch(Orders.Paid);

        _calls.Should().Equal("local");
    }

    [Test]
    public void A_handler_of_a_base_type_catches_all_of_it_but_what_is_matched_by_name_only()
    {
        using var host = Shop(shop => shop.On<WebhookEvent>("base", (webhookEvent, _, _) =>
        {
            _calls.Add(webhookEvent.GetType().Name);
            return Task.CompletedTask;
        }));

        host.Receive(id: "evt_1");
        host.Receive("""{"event":"new_lead","customer_id":"SB-9921"}""", "evt_2");
        host.Receive("""{"event":"moon_landed"}""", "evt_3");
        host.Receive("""{"event":"ping"}""", "evt_4");

        _calls.Should().Equal("NewOrder", "NewLead", "UnknownEvent");
    }

    [Test]
    public void A_ping_reaches_the_handler_of_exactly_its_type()
    {
        using var host = Shop(shop => shop.On<Ping>(Call<Ping>("ping")));

        host.Receive("""{"event":"ping"}""");

        _calls.Should().Equal("ping");
    }

    [Test]
    public void A_handler_class_gets_a_scope_of_its_own_for_each_delivery_which_ends_with_it()
    {
        Scoped.Log.Clear();
        using var host = Shop(shop => shop.AddHandler<NewOrder, BookOrder>().Services.AddScoped<Scoped>());

        host.Receive(id: "evt_1");
        host.Receive(id: "evt_2");

        Scoped.Log.Should().Equal("made", "used", "ended", "made", "used", "ended");
    }

    [Test]
    public void One_class_may_handle_two_event_types_under_its_one_name()
    {
        using var host = Shop(shop => shop.AddHandler<NewOrder, Both>().AddHandler<NewLead, Both>());

        host.Receive(id: "evt_1");
        host.Receive("""{"event":"new_lead","customer_id":"SB-9921"}""", "evt_2");

        host.Deliveries("handler:Both").Should().HaveCount(2).And.OnlyContain(delivery => delivery.State == DeliveryState.Delivered);
    }

    [Test]
    public void The_context_tells_what_is_known_of_the_message()
    {
        WebhookContext? context = null;
        using var host = Shop(shop => shop.On<NewOrder>((_, given, _) => Task.FromResult(context = given)));

        var id = host.Receive().MessageId;

        context!.MessageId.Should().Be(id);
        context.Origin.Should().Be("shop");
        context.EventType.Should().Be("new_order");
        context.Attempt.Should().Be(1);
        context.CreatedAt.Should().Be(host.Time.GetUtcNow());
        context.Headers.Should().Equal(
            new KeyValuePair<string, string>("webhook-id", "evt_1"),
            new KeyValuePair<string, string>("webhook-timestamp", $"{host.Time.GetUtcNow().ToUnixTimeSeconds()}"));
        System.Text.Encoding.UTF8.GetString(context.Payload.Span).Should().Be(Orders.PaidJson);
    }

    [Test]
    public void What_a_handler_dispatches_goes_out_exactly_when_it_succeeds()
    {
        using var host = Shop(shop => shop.AddTestEndpoint("crm").On<NewOrder>((_, context, _) =>
        {
            context.Dispatch(Orders.Lead);
            return context.Attempt == 1 ? throw new InvalidOperationException() : Task.CompletedTask;
        }));
        host.Receive();
        host.Transport.Attempts.Should().BeEmpty();

        host.Advance(TimeSpan.FromSeconds(2));

        host.Transport.Attempts.Should().ContainSingle().Which.Body.Should().StartWith("""{"event":"new_lead""");
        host.Delivery("crm").State.Should().Be(DeliveryState.Delivered);
    }

    [Test]
    public void What_a_handler_dispatches_is_stored_with_its_success_or_not_at_all()
    {
        using var host = Shop(shop => shop.AddTestEndpoint("crm").On<NewOrder>((_, context, _) =>
        {
            context.Dispatch(Orders.Lead);
            return Task.CompletedTask;
        }));
        var failures = 2;
        host.Store.BeforeSettle = () => failures-- > 0 ? throw new IOException() : Task.CompletedTask;

        host.Receive();
        host.Deliveries("crm").Should().BeEmpty();
        host.Advance(TimeSpan.FromSeconds(2));

        host.Delivery("crm").State.Should().Be(DeliveryState.Delivered);
        host.Transport.Attempts.Should().ContainSingle();
    }

    [Test]
    public void A_follow_up_that_cannot_be_dispatched_fails_the_attempt()
    {
        using var host = Shop(shop => shop.On<NewOrder>((_, context, _) =>
        {
            context.Dispatch(new Version(1, 0));
            return Task.CompletedTask;
        }));

        host.Receive();

        var attempt = host.Delivery("handler:on-NewOrder").Attempts.Should().ContainSingle().Subject;
        attempt.Outcome.Should().Be(AttemptOutcome.Failed);
        attempt.Error.Should().StartWith("A follow-up could not be dispatched: System.Version is not registered as a payload;");
    }

    [Test]
    public void A_handler_may_choose_when_it_is_called_again()
    {
        using var host = Shop(shop => shop.On<NewOrder>((_, context, _) =>
        {
            _calls.Add($"{context.Attempt}");
            if (context.Attempt == 1)
            {
                context.RetryAfter(TimeSpan.FromHours(3));
            }

            return Task.CompletedTask;
        }));
        host.Receive(id: "evt_1");
        host.Receive(id: "evt_2");
        _calls.Should().Equal(["1", "1"], "the wait is that of one message, not of the handler");

        host.Advance(TimeSpan.FromHours(3) - TimeSpan.FromTicks(1));
        _calls.Should().HaveCount(2);
        host.Advance(TimeSpan.FromTicks(1));

        _calls.Should().Equal("1", "1", "2", "2");
        host.Deliveries("handler:on-NewOrder")[0].Attempts[0].Error.Should().Be("The handler asked to be called again.");
    }

    [Test]
    public void A_handler_may_give_a_message_up()
    {
        using var host = Shop(shop => shop.On<NewOrder>((_, context, _) =>
        {
            context.Dispatch(Orders.Lead);
            context.DeadLetter("The customer is gone.");
            return Task.CompletedTask;
        }));

        host.Receive();
        host.Advance(TimeSpan.FromDays(2));

        var delivery = host.Delivery("handler:on-NewOrder");
        delivery.State.Should().Be(DeliveryState.Dead);
        delivery.Reason.Should().Be("The customer is gone.");
        delivery.Attempts.Should().ContainSingle();
    }

    [Test]
    public void A_handler_that_chose_when_it_is_called_again_and_then_throws_is_called_then()
    {
        using var host = Shop(shop => shop.On<NewOrder>((_, context, _) =>
        {
            _calls.Add($"{context.Attempt}");
            context.RetryAfter(TimeSpan.FromHours(3));
            throw new InvalidOperationException();
        }));
        host.Receive();

        host.Advance(TimeSpan.FromHours(3) - TimeSpan.FromTicks(1));
        _calls.Should().Equal("1");
        host.Advance(TimeSpan.FromTicks(1));

        _calls.Should().Equal("1", "2");
        host.Delivery().Attempts[0].Error.Should().Be("The handler threw InvalidOperationException.");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_handler_that_gave_a_message_up_and_then_throws_has_given_it_up(bool alsoAsksToBeCalledAgain)
    {
        using var host = Shop(shop => shop.On<NewOrder>((_, context, _) =>
        {
            context.Dispatch(Orders.Lead);
            context.DeadLetter("The customer is gone.");
            if (alsoAsksToBeCalledAgain)
            {
                context.RetryAfter(TimeSpan.FromHours(3));
            }

            throw new InvalidOperationException();
        }));

        host.Receive();
        host.Advance(TimeSpan.FromDays(2));

        var delivery = host.Delivery();
        delivery.State.Should().Be(DeliveryState.Dead);
        delivery.Reason.Should().Be("The customer is gone.");
        delivery.Attempts.Should().ContainSingle();
        host.Logs.Lines.Should().ContainSingle(line => line.StartsWith("Warning 2003 "), "what it threw is still told");
    }

    [Test]
    public void A_reason_is_cut_without_cutting_a_character_in_two()
    {
        using var host = Shop(shop => shop.On<NewOrder>((_, context, _) =>
        {
            context.DeadLetter(new string('x', 1023) + "\U0001F6D2");
            return Task.CompletedTask;
        }));

        host.Receive();

        StoredText.Problem(host.Delivery("handler:on-NewOrder").Reason, 1024).Should().BeNull();
    }

    [Test]
    public void A_handler_that_fails_is_called_by_the_schedule_of_handlers_and_then_its_message_is_dead()
    {
        using var host = Shop(shop => shop.On<NewOrder>((_, context, _) =>
        {
            _calls.Add($"{context.Attempt}");
            throw new InvalidOperationException("customer SB-9921");
        }));
        host.Receive();

        host.Advance(TimeSpan.FromHours(9));

        _calls.Should().Equal("1", "2", "3", "4", "5", "6", "7", "8");
        var delivery = host.Delivery("handler:on-NewOrder");
        delivery.State.Should().Be(DeliveryState.Dead);
        delivery.Reason.Should().Be("All 8 attempts failed; the last: The handler threw InvalidOperationException.");
        delivery.Attempts.Should().OnlyContain(attempt => attempt.Error == "The handler threw InvalidOperationException.");
    }

    [Test]
    public void A_handler_has_the_schedule_and_the_timeout_that_were_set()
    {
        using var host = Shop(shop => shop.On<NewOrder>(
            (_, _, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken),
            options =>
            {
                options.Timeout = TimeSpan.FromSeconds(3);
                options.RetrySchedule = new(TimeSpan.FromSeconds(10));
            }));
        host.Receive();

        host.Advance(TimeSpan.FromMinutes(1));

        var delivery = host.Delivery("handler:on-NewOrder");
        delivery.State.Should().Be(DeliveryState.Dead);
        delivery.Attempts.Should().HaveCount(2).And.OnlyContain(attempt => attempt.Error == "No answer within 3 s.");
    }

    [TestCase(""" "status":"paid","total":{"secret":1} """, " at $.total.")]
    [TestCase(""" "total":49.90,"secret":1 """, ": The required field 'status' is missing.")]
    [TestCase(""" "status":null,"secret":1 """, ": The field 'status' is required and must not be null.")]
    public void A_payload_that_does_not_fit_its_type_is_dead_at_once_with_the_reason(string fields, string reason)
    {
        using var host = Shop(shop => shop.On<NewOrder>(Call("never")));

        host.Receive($$"""{"event":"new_order",{{fields}}}""");

        var delivery = host.Delivery("handler:on-NewOrder");
        delivery.State.Should().Be(DeliveryState.Dead);
        delivery.Reason.Should().Be($"The payload does not fit NewOrder{reason}");
        _calls.Should().BeEmpty();
    }

    [Test]
    public void No_more_calls_are_under_way_than_the_handler_allows()
    {
        var work = new Queue<TaskCompletionSource>();
        using var host = Shop(shop => shop.On<NewOrder>(
            (_, _, _) =>
            {
                work.Enqueue(new TaskCompletionSource());
                return work.Last().Task;
            },
            options => options.Concurrency = 2));
        for (var i = 0; i < 5; i++)
        {
            host.Receive(id: $"evt_{i}");
        }

        work.Should().HaveCount(2);
        work.Dequeue().SetResult();
        host.Settle();
        work.Should().HaveCount(2, "the next one takes the free place");
    }

    [Test]
    public void A_failing_handler_does_not_keep_another_from_its_message()
    {
        using var host = Shop(shop => shop
            .On<NewOrder>("bad", (_, _, _) => throw new InvalidOperationException())
            .On<NewOrder>("good", Call("good")));

        host.Receive();
        host.Advance(TimeSpan.FromHours(9));

        _calls.Should().Equal("good");
    }

    private static TestHost Shop(Action<IShopWebhooksBuilder> configure) => TestHost.Started(shop =>
    {
        shop.AddSource("shop", source => source.AddSecret(TestHost.Secret));
        configure(shop);
    });

    private Func<NewOrder, WebhookContext, CancellationToken, Task> Call(string name) => Call<NewOrder>(name);

    private Func<T, WebhookContext, CancellationToken, Task> Call<T>(string name) => (_, _, _) =>
    {
        _calls.Add(name);
        return Task.CompletedTask;
    };

    private sealed class Scoped : IDisposable
    {
        private bool _isDisposed;

        public Scoped() => Log.Add("made");

        public static List<string> Log { get; } = [];

        public void Use() => Log.Add(_isDisposed ? "used too late" : "used");

        public void Dispose()
        {
            _isDisposed = true;
            Log.Add("ended");
        }
    }

    private sealed class BookOrder(Scoped scoped) : IWebhookHandler<NewOrder>
    {
        public Task HandleAsync(NewOrder webhookEvent, WebhookContext context, CancellationToken cancellationToken)
        {
            scoped.Use();
            return Task.CompletedTask;
        }
    }

    private sealed class Both : IWebhookHandler<NewOrder>, IWebhookHandler<NewLead>
    {
        public Task HandleAsync(NewOrder webhookEvent, WebhookContext context, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task HandleAsync(NewLead webhookEvent, WebhookContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
