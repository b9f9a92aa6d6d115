using System.Runtime.InteropServices;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Delivery;

namespace ShopWebhooks.Tests.Receiving;

internal sealed class WebhookReceiverTests
{
    [Test]
    public void A_webhook_is_accepted_and_handled_once()
    {
        var handled = new List<NewOrder>();
        using var host = Shop(shop => shop.On<NewOrder>((order, _, _) =>
        {
            handled.Add(order);
            return Task.CompletedTask;
        }));

        var result = host.Receive();

        result.Outcome.Should().Be(ReceiveOutcome.Accepted);
        handled.Should().ContainSingle().Which.CustomerId.Should().Be("SB-9921");
        host.Delivery("handler:on-NewOrder").Message.Should().Match<WebhookMessage>(message =>
            message.Id == result.MessageId && message.Origin == "shop" && message.DedupeKey == "evt_1" && message.EventType == "new_order");
    }

    [Test]
    public void A_message_keeps_no_more_of_a_body_alive_than_twice_its_payload()
    {
        using var host = Shop(shop => shop.On<NewOrder>((_, _, _) => Task.CompletedTask));
        var filler = new string('7', 100_000);

        host.Receive(
            $$"""{"specversion":"1.0","id":"1","source":"/","type":"new_order","filler":"{{filler}}","data":{{Orders.PaidJson}}}""");

        var payload = host.Delivery("handler:on-NewOrder").Message.Payload;
        MemoryMarshal.TryGetArray(payload, out var kept).Should().BeTrue();
        kept.Array!.Length.Should().BeLessThan(2 * payload.Length);
    }

    [Test]
    public void A_body_that_is_its_payload_is_not_copied()
    {
        using var host = Shop(shop => shop.On<NewOrder>((_, _, _) => Task.CompletedTask));
        var request = SignedRequest.Create(host, Orders.PaidJson);
        var webhook = host.Verify(request).Webhook!.Value;

        host.Run(() => host.Get<IWebhookReceiver>().AcceptAsync(webhook));

        host.Delivery("handler:on-NewOrder").Message.Payload.Should().Be(request.Body);
    }

    [Test]
    public void Every_reason_to_refuse_has_its_name()
    {
        using var host = Shop();
        var valid = SignedRequest.Create(host, Orders.PaidJson);

        host.Verify(valid).IsValid.Should().BeTrue();
        host.Verify(valid, "shops").Failure.Should().Be(VerificationFailure.UnknownSource);
        host.Verify(new("POST", null, new WebhookHeaders([]), valid.Body)).Failure.Should().Be(VerificationFailure.MissingHeader);
        host.Verify(SignedRequest.Create(host, Orders.PaidJson, contentType: "text/plain")).Failure
            .Should().Be(VerificationFailure.UnsupportedContentType);
        host.Verify(SignedRequest.Create(host, Orders.PaidJson, contentType: "application/json; charset=utf-16")).Failure
            .Should().Be(VerificationFailure.UnsupportedContentType);
        host.Verify(SignedRequest.Create(host, Orders.PaidJson, secret: TestHost.OtherSecret)).Failure
            .Should().Be(VerificationFailure.SignatureMismatch);
        host.Verify(SignedRequest.Create(host, Orders.PaidJson, age: TimeSpan.FromSeconds(301))).Failure
            .Should().Be(VerificationFailure.TimestampTooOld);
        host.Verify(SignedRequest.Create(host, Orders.PaidJson, age: TimeSpan.FromSeconds(-301))).Failure
            .Should().Be(VerificationFailure.TimestampTooNew);
        host.Verify(SignedRequest.Doubled(host, "webhook-id")).Failure
            .Should().Be(VerificationFailure.MalformedHeader);
        host.Verify(SignedRequest.Create(host, "no json")).Failure.Should().Be(VerificationFailure.MalformedPayload);
        host.Verify(SignedRequest.Create(host, """{"customer_id":"SB-9921"}""")).Failure.Should().Be(VerificationFailure.MalformedPayload);
        host.Verify(SignedRequest.Create(host, new string(' ', (1024 * 1024) + 1))).Failure.Should().Be(VerificationFailure.BodyTooLarge);
        host.Verify(new("POST", null, valid.Headers, valid.Body) { IsBodyCutOff = true }).Failure
            .Should().Be(VerificationFailure.BodyTooLarge);
    }

    [Test]
    public void A_source_that_is_not_declared_is_logged_by_those_that_are()
    {
        using var host = Shop(shop => shop.AddSource("payments", source => source.AddSecret(TestHost.Secret)));

        host.Verify(SignedRequest.Create(host, Orders.PaidJson), "hunter2");

        host.Logs.Lines.Where(line => line.Contains("declared", StringComparison.Ordinal)).Should().Equal(
            "Information 2007 A request to a source that is not declared was refused; declared: payments, shop");
        host.Logs.Lines.Should().NotContain(line => line.Contains("hunter2"));
    }

    [Test]
    public void A_type_that_no_handler_takes_is_logged_once_and_not_without_end()
    {
        using var host = Shop(shop => shop.On<NewLead>((_, _, _) => Task.CompletedTask));

        host.Receive(Orders.PaidJson, id: "evt_1");
        host.Receive(Orders.PaidJson, id: "evt_2");
        host.Receive("""{"event":"new_lead"}""", id: "evt_3");
        host.Receive("""{"event":"ping"}""", id: "evt_4");
        host.Receive("""{"event":"moon_landed"}""", id: "evt_5");

        Told().Should().Equal(
            "Information 2006 A webhook of type new_order from source 'shop' is kept, and no handler takes it; this is said once",
            "Information 2006 A webhook of type moon_landed from source 'shop' is kept, and no handler takes it; this is said once");
        for (var i = 0; i < 150; i++)
        {
            host.Receive($$"""{"event":"moon_{{i}}"}""", id: $"moon_{i}");
        }

        Told().Should().HaveCount(100);
        host.Receive("""{"event":"message_received","text":"hello"}""", id: "evt_6");
        Told().Should().HaveCount(101, "what is registered is always told");

        List<string> Told() => [.. host.Logs.Lines.Where(line => line.Contains(" 2006 ", StringComparison.Ordinal))];
    }

    [TestCase(null)]
    [TestCase("application/json")]
    [TestCase("Application/JSON; charset=\"UTF-8\"")]
    [TestCase("application/cloudevents+json")]
    public void Content_types_that_mean_json_in_utf8_pass_and_so_does_none(string? contentType)
    {
        using var host = Shop();

        host.Verify(SignedRequest.Create(host, Orders.PaidJson, contentType: contentType)).IsValid.Should().BeTrue();
    }

    [Test]
    public void Verifying_stores_nothing()
    {
        using var host = Shop(shop => shop.On<NewOrder>((_, _, _) => Task.CompletedTask));

        host.Verify(SignedRequest.Create(host, Orders.PaidJson));

        host.Deliveries().Should().BeEmpty();
    }

    [Test]
    public void A_duplicate_is_acknowledged_with_the_first_ones_id_and_not_handled_again()
    {
        var calls = 0;
        using var host = Shop(shop => shop.On<NewOrder>((_, _, _) => Task.FromResult(calls++)));
        var first = host.Receive();

        var second = host.Receive(body: """{"event":"new_order","customer_id":"other","status":"paid"}""");

        second.Should().Be(new ReceiveResult(ReceiveOutcome.Duplicate, first.MessageId));
        calls.Should().Be(1);
    }

    [Test]
    public void The_same_id_of_another_source_is_another_message()
    {
        using var host = Shop(shop => shop.AddSource("other", source => source.AddSecret(TestHost.OtherSecret)));
        host.Receive();

        host.Receive(source: "other", secret: TestHost.OtherSecret).Outcome.Should().Be(ReceiveOutcome.Accepted);
    }

    [Test]
    public void The_name_of_a_source_is_kept_in_lower_case_however_it_is_configured_or_asked_for()
    {
        WebhookContext? context = null;
        using var host = TestHost.Started(shop => shop
            .AddSource("ShopBotly", source => source.AddSecret(TestHost.Secret))
            .On<NewOrder>((_, given, _) => Task.FromResult(context = given), options => options.From("SHOPBOTLY")));

        host.Verify(SignedRequest.Create(host, Orders.PaidJson), "shopBOTLY").Webhook!.Value.Source.Should().Be("shopbotly");
        host.Receive(source: "SHOPbotly").Outcome.Should().Be(ReceiveOutcome.Accepted);

        context!.Origin.Should().Be("shopbotly");
    }

    [Test]
    public void Another_spelling_of_a_sources_name_is_the_same_source()
    {
        using var host = Shop();
        host.Receive();

        host.Receive(source: "SHOP").Outcome.Should().Be(ReceiveOutcome.Duplicate);
    }

    [Test]
    public void A_duplicate_of_a_dead_message_arms_it_again()
    {
        var calls = 0;
        using var host = Shop(shop => shop.On<NewOrder>((_, context, _) =>
        {
            if (calls++ == 0)
            {
                context.DeadLetter("Not today.");
            }

            return Task.CompletedTask;
        }));
        host.Receive();
        host.Delivery("handler:on-NewOrder").State.Should().Be(DeliveryState.Dead);

        host.Receive().Outcome.Should().Be(ReceiveOutcome.Duplicate);

        calls.Should().Be(2);
        host.Delivery("handler:on-NewOrder").State.Should().Be(DeliveryState.Delivered);
    }

    [Test]
    public void Who_has_no_secret_cannot_use_up_an_id()
    {
        using var host = Shop();
        host.Verify(SignedRequest.Create(host, Orders.PaidJson, secret: TestHost.OtherSecret)).IsValid.Should().BeFalse();

        host.Receive().Outcome.Should().Be(ReceiveOutcome.Accepted);
    }

    [Test]
    public void An_unknown_event_type_is_accepted_and_handled_as_such()
    {
        UnknownEvent? unknown = null;
        using var host = Shop(shop => shop.On<UnknownEvent>((webhookEvent, _, _) => Task.FromResult(unknown = webhookEvent)));

        host.Receive("""{"event":"moon_landed","customer_id":"SB-9921"}""").Outcome.Should().Be(ReceiveOutcome.Accepted);

        unknown!.Event.Should().Be("moon_landed");
    }

    [Test]
    public void What_was_received_is_never_owed_to_an_endpoint()
    {
        using var host = Shop(shop => shop.AddTestEndpoint("crm"));

        host.Receive();

        host.Transport.Attempts.Should().BeEmpty();
    }

    [Test]
    public void The_sender_is_asked_to_repeat_what_could_not_be_stored()
    {
        using var host = Shop();
        host.Store.BeforeAdd = _ => throw new IOException("The disk is gone.");
        host.Receive().Should().Be(new ReceiveResult(ReceiveOutcome.Unavailable, null));

        host.Store.BeforeAdd = null;
        host.Receive().Outcome.Should().Be(ReceiveOutcome.Accepted);
    }

    [Test]
    public void A_full_store_answers_the_sender_at_once()
    {
        using var host = FullShop();

        host.Receive(id: "evt_3").Should().Be(new ReceiveResult(ReceiveOutcome.Full, null));
    }

    [Test]
    public void That_the_store_is_full_is_logged_once_a_minute_with_the_number_of_those_refused()
    {
        using var host = FullShop();

        host.Receive(id: "evt_3");
        host.Receive(id: "evt_4");
        host.Receive(id: "evt_5");
        Warnings().Should().ContainSingle().Which.Should().EndWith("to repeat them: 1");
        host.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        host.Receive(id: "evt_6");
        Warnings().Should().HaveCount(1);
        host.Advance(TimeSpan.FromTicks(1));
        host.Receive(id: "evt_7");
        host.Receive(id: "evt_8");

        Warnings().Should().HaveCount(2).And.Subject.Last().Should().EndWith("to repeat them: 4");

        IEnumerable<string> Warnings() => host.Logs.Lines.Where(line => line.StartsWith("Warning 2004 "));
    }

    [Test]
    public void That_the_store_is_unavailable_is_logged_once_a_minute_with_its_stack_only_at_first()
    {
        using var host = Shop();
        host.Store.BeforeAdd = _ => throw new StoreUnavailableException("The disk is full.");

        host.Receive(id: "evt_1");
        host.Receive(id: "evt_2");
        Errors().Should().ContainSingle().Which.Should().Contain(": 1. The disk is full.").And.Contain(nameof(StoreUnavailableException));
        host.Advance(TimeSpan.FromSeconds(50));
        host.Receive(id: "evt_3");
        host.Advance(TimeSpan.FromSeconds(10));
        host.Receive(id: "evt_4").Should().Be(new ReceiveResult(ReceiveOutcome.Unavailable, null));
        Errors().Should().HaveCount(2).And.Subject.Last().Should().EndWith(": 3. The disk is full.");
        host.Advance(TimeSpan.FromMinutes(1));
        host.Receive(id: "evt_5");
        Errors().Should().HaveCount(3).And.Subject.Last().Should().Contain(nameof(StoreUnavailableException), "it is another trouble, perhaps");

        IEnumerable<string> Errors() => host.Logs.Lines.Where(line => line.StartsWith("Error "));
    }

    [Test]
    public void A_webhook_that_was_verified_without_a_source_is_refused()
    {
        using var host = Shop();
        var request = SignedRequest.Create(host, Orders.PaidJson);
        var verifier = new WebhookVerifier(WebhookScheme.StandardWebhooks, WebhookSecret.Parse(TestHost.Secret)) { TimeProvider = host.Time };
        var webhook = verifier.Verify(in request).Webhook!.Value;

        var accept = () => host.Run(() => host.Get<IWebhookReceiver>().AcceptAsync(webhook));

        accept.Should().Throw<ArgumentException>().WithMessage(
            "The webhook was verified without a source; verify it with IWebhookReceiver.Verify or Request.VerifyWebhookAsync.*");
    }

    [Test]
    public void How_much_may_be_read_is_known_before_anything_is_verified()
    {
        using var host = Shop(shop => shop.AddSource("small", source =>
        {
            source.AddSecret(TestHost.Secret);
            source.MaxBodySize = 10;
        }));

        var sources = host.Get<IWebhookSources>();
        sources.Find("small")!.MaxBodySize.Should().Be(10);
        sources.Find("shop")!.MaxBodySize.Should().Be(1_048_576);
        sources.Find("nobody").Should().BeNull();
    }

    /// <summary>A shop with room for two messages, both of which are never handled to the end.</summary>
    private static TestHost FullShop()
    {
        var time = new Doubles.ManualTimeProvider();
        var host = TestHost.Started(
            shop => shop.AddSource("shop", source => source.AddSecret(TestHost.Secret))
                .On<NewOrder>((_, _, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken)),
            new InMemoryStore(time, capacity: 4),
            time: time);
        host.Receive(id: "evt_1");
        host.Receive(id: "evt_2");
        return host;
    }

    private static TestHost Shop(Action<IShopWebhooksBuilder>? configure = null) => TestHost.Started(shop =>
    {
        shop.AddSource("shop", source => source.AddSecret(TestHost.Secret));
        configure?.Invoke(shop);
    });
}
