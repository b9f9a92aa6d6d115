using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;
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
            .AddTestEndpoint("crm")
            .AddTransport<RecordingTransport>("other")
            .Services.AddSingleton<RecordingTransport>(_ => ++makes <= 2 ? throw new InvalidOperationException("No broker.") : new()));

        Owe(host, new NewDelivery("crm") { Address = new Uri("other:crm") });
        host.Advance(TimeSpan.FromHours(1));

        var delivery = host.Delivery();
        delivery.State.Should().Be(DeliveryState.Delivered);
        delivery.Attempts.Select(attempt => attempt.Outcome).Should().Equal(
            AttemptOutcome.Failed, AttemptOutcome.Failed, AttemptOutcome.Delivered);
        delivery.Attempts[0].Error.Should().Be("The transport threw InvalidOperationException.");
    }

    [Test]
    public void A_body_and_an_address_of_a_deliverys_own_are_what_every_attempt_sends()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm").AddTransport<RecordingTransport>("other"));
        var transport = host.Get<RecordingTransport>();
        transport.Answers.Enqueue(ScriptedTransport.Broken);
        var own = """{ "made" : "once" }"""u8.ToArray();

        Owe(host, new NewDelivery("crm") { Address = new Uri("other:crm"), Body = new DeliveryBody(own, "text/json") });
        host.Advance(TimeSpan.FromMinutes(1));

        transport.Requests.Should().HaveCount(2).And.OnlyContain(
            request => request.Address == new Uri("other:crm") && request.ContentType == "text/json" && request.Body.ToArray().SequenceEqual(own));
        host.Transport.Attempts.Should().BeEmpty();
    }

    [TestCase(WebhookFormat.Flat)]
    [TestCase(WebhookFormat.StandardWebhooks)]
    [TestCase(WebhookFormat.CloudEvents)]
    public void In_every_format_all_attempts_send_the_same_bytes_under_fresh_signatures_that_hold(WebhookFormat format)
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint.As(format)));
        host.Transport.Answer("crm", ScriptedTransport.Broken, ScriptedTransport.Broken, ScriptedTransport.Ok);

        host.Dispatch(Orders.Paid);
        host.Advance(TimeSpan.FromHours(1));

        var attempts = host.Transport.Attempts;
        attempts.Should().HaveCount(3);
        attempts.Select(attempt => attempt.Body).Distinct().Should().ContainSingle();
        attempts.Select(attempt => attempt.Headers["webhook-id"]).Distinct().Should().ContainSingle();
        attempts.Select(attempt => attempt.Headers["webhook-signature"]).Should().OnlyHaveUniqueItems();
        foreach (var attempt in attempts)
        {
            var verifier = new WebhookVerifier(WebhookScheme.StandardWebhooks, WebhookSecret.Parse(TestHost.Secret))
            {
                TimeProvider = new Doubles.ManualTimeProvider(attempt.At),
            };
            var request = new WebhookRequest<WebhookHeaders>("POST", null, new WebhookHeaders([.. attempt.Headers]), Encoding.UTF8.GetBytes(attempt.Body));
            verifier.Verify(in request).IsValid.Should().BeTrue();
        }
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

    /// <summary>Puts a delivery into the store, as another process might have, and has the engine find it.</summary>
    private static void Owe(TestHost host, NewDelivery delivery)
    {
        var message = new WebhookMessage
        {
            Id = "msg_0123456789abcdef0123456789abcdef",
            EventType = "new_order",
            Origin = WebhookMessage.LocalOrigin,
            CreatedAt = host.Time.GetUtcNow(),
            Payload = Encoding.UTF8.GetBytes(Orders.PaidJson),
        };
        host.Run(() => host.Store.AddAsync([new NewMessage(message, [delivery])], default).AsTask());
        host.Store.Wake();
        host.Settle();
    }

    private sealed class RecordingTransport : IWebhookTransport
    {
        public List<TransportRequest> Requests { get; } = [];

        public Queue<TransportResult> Answers { get; } = new();

        public ValueTask<TransportResult> SendAsync(TransportRequest request, CancellationToken cancellationToken)
        {
            Requests.Add(request);
            return ValueTask.FromResult(Answers.TryDequeue(out var answer) ? answer : TransportResult.Delivered);
        }
    }
}
