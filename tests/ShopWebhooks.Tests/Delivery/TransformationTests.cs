using System.Text;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.Delivery;

internal sealed class TransformationTests
{
    private const string Lead = """{"action":"sync_lead"}""";

    private readonly List<(WebhookMessage Message, string Body)> _calls = [];

    [SetUp]
    public void ForgetCalls() => _calls.Clear();

    [Test]
    public void A_transformation_makes_the_body_once_and_every_attempt_signs_and_sends_it()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint
            .As(WebhookFormat.StandardWebhooks).Transform((message, body) => Make(message, body, $"{Lead}{_calls.Count + 1}"))));
        host.Transport.Answer("crm", ScriptedTransport.Broken, ScriptedTransport.Ok);

        var receipt = host.Dispatch(Orders.Paid);
        host.Advance(TimeSpan.FromMinutes(1));

        var (message, given) = _calls.Should().ContainSingle().Subject;
        message.Id.Should().Be(receipt.MessageId);
        given.Should().StartWith("""{"type":"new_order",""").And.EndWith($$""","data":{{Orders.PaidJson}}}""");
        host.Transport.Attempts.Should().HaveCount(2).And.OnlyContain(attempt => attempt.Body == Lead + "1");
        foreach (var attempt in host.Transport.Attempts)
        {
            var outgoing = new OutgoingWebhook(attempt.MessageId, attempt.At, Encoding.UTF8.GetBytes(Lead + "1"));
            var signer = new WebhookSigner(WebhookScheme.StandardWebhooks, WebhookSecret.Parse(TestHost.Secret));
            attempt.Headers.Should().BeEquivalentTo(signer.Sign(in outgoing).ToDictionary());
        }
    }

    [Test]
    public void Its_content_type_is_sent()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint
            .Transform((_, _) => new DeliveryBody("<lead/>"u8.ToArray(), "application/xml"))));
        string? contentType = null;
        host.Transport.Script("crm", (request, _) =>
        {
            contentType = request.ContentType;
            return Task.FromResult(ScriptedTransport.Ok);
        });

        host.Dispatch(Orders.Paid);

        contentType.Should().Be("application/xml");
    }

    [Test]
    public void The_body_it_was_given_is_sent_as_it_is_when_returned()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint.Transform((_, body) => body)));

        host.Dispatch(Orders.Paid);

        host.Transport.Attempts.Single().Body.Should().Be(Orders.PaidJson);
    }

    [Test]
    public void A_buffer_that_the_application_uses_again_changes_no_body()
    {
        var buffer = Encoding.UTF8.GetBytes(Lead);
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint
            .Transform((_, _) => new DeliveryBody(buffer, "application/json"))));

        host.Dispatch(Orders.Paid, new DispatchOptions { NotBefore = host.Time.GetUtcNow() + TimeSpan.FromHours(1) });
        Array.Fill(buffer, (byte)'x');
        host.Advance(TimeSpan.FromHours(1));

        host.Transport.Attempts.Single().Body.Should().Be(Lead);
    }

    [Test]
    public void One_that_throws_makes_a_dead_letter_and_the_others_get_theirs()
    {
        using var host = TestHost.Started(shop => shop
            .AddTestEndpoint("crm", endpoint => endpoint.Transform((_, _) => throw new FormatException("hunter2 is no number.")))
            .AddTestEndpoint("erp"));

        host.Dispatch(Orders.Paid).EndpointIds.Should().Equal("crm", "erp");

        var dead = host.Delivery("crm");
        dead.State.Should().Be(DeliveryState.Dead);
        dead.Reason.Should().Be("The endpoint's transformation threw FormatException.");
        dead.Attempts.Should().BeEmpty();
        host.Delivery("erp").State.Should().Be(DeliveryState.Delivered);
        var line = host.Logs.Lines.Should().ContainSingle(line => line.StartsWith("Warning 3015 ")).Subject;
        line.Should().Contain("for crm: The endpoint's transformation threw FormatException.")
            .And.Contain(nameof(TransformationTests), "the stack tells where");
        host.Logs.Lines.Should().NotContain(line => line.Contains("hunter2"));
    }

    [Test]
    public void One_that_throws_holds_no_slot_of_its_endpoint()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint =>
        {
            endpoint.Options.Concurrency = 1;
            endpoint.Transform((message, body) => message.EventType == NewLead.Type ? throw new TimeoutException() : body);
        }));
        var leases = host.Store.Leases;
        var write = new TaskCompletionSource();
        host.Store.BeforeAdd = _ => write.Task;

        host.BeginDispatch(Orders.Lead);
        host.BeginDispatch(Orders.Paid);
        write.SetResult();
        host.Settle();

        host.Transport.Attempts.Should().ContainSingle();
        host.Store.Leases.Should().Be(leases);
    }

    [TestCase(null, "The endpoint's transformation returned no body.")]
    [TestCase("", "The endpoint's transformation returned a body without a content type that a header can hold.")]
    [TestCase("text/plain\r\nx: y", "The endpoint's transformation returned a body without a content type that a header can hold.")]
    public void One_that_returns_what_cannot_be_sent_makes_a_dead_letter(string? contentType, string reason)
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint
            .Transform((_, body) => contentType is null ? null! : body with { ContentType = contentType })));

        host.Dispatch(Orders.Paid);

        host.Delivery().Should().BeEquivalentTo(new { State = DeliveryState.Dead, Reason = reason });
    }

    [Test]
    public void A_replay_of_its_dead_letter_transforms_again_and_dies_again_until_it_is_mended()
    {
        var isMended = false;
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint
            .Transform((message, body) => isMended ? Make(message, body, Lead) : throw new FormatException())));
        host.Dispatch(Orders.Paid);

        Replay(host);
        host.Delivery().Should().BeEquivalentTo(new { State = DeliveryState.Dead, Reason = "The endpoint's transformation threw FormatException." });
        host.Transport.Attempts.Should().BeEmpty("what was not transformed is never sent");

        isMended = true;
        Replay(host);
        host.Delivery().State.Should().Be(DeliveryState.Delivered);
        host.Transport.Attempts.Single().Body.Should().Be(Lead);
    }

    [Test]
    public void A_replay_of_what_was_delivered_sends_what_was_kept()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint
            .Transform((message, body) => Make(message, body, $"{Lead}{_calls.Count + 1}"))));
        host.Dispatch(Orders.Paid);

        Replay(host);

        host.Transport.Attempts.Select(attempt => attempt.Body).Should().Equal(Lead + "1", Lead + "1");
    }

    [Test]
    public void What_a_handler_dispatches_is_transformed_too()
    {
        using var host = TestHost.Started(shop => shop
            .On<NewLead>((_, context, _) =>
            {
                context.Dispatch(Orders.Paid);
                return Task.CompletedTask;
            }, handler => handler.FromLocal())
            .AddTestEndpoint("crm", endpoint => endpoint.For("new_order").Transform((message, body) => Make(message, body, Lead))));

        host.Dispatch(Orders.Lead);

        host.Transport.To("crm").Single().Body.Should().Be(Lead);
    }

    [Test]
    public void What_is_sent_now_is_transformed_and_not_sent_when_that_fails()
    {
        var fails = false;
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint
            .Transform((message, body) => fails ? throw new FormatException() : Make(message, body, Lead))));

        host.Run(() => host.Dispatcher.SendNowAsync(Orders.Paid, "crm")).Outcome.Should().Be(AttemptOutcome.Delivered);
        fails = true;
        host.Run(() => host.Dispatcher.SendNowAsync(Orders.Paid, "crm")).Should().BeEquivalentTo(
            new { Outcome = AttemptOutcome.Rejected, Error = "The endpoint's transformation threw FormatException." });

        host.Transport.Attempts.Single().Body.Should().Be(Lead);
    }

    [Test]
    public void The_ping_of_the_handshake_is_not_transformed()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint.Transform((_, _) => throw new FormatException())));

        host.Run(() => host.Get<IWebhookEndpoints>().TestAsync("crm")).Succeeded.Should().BeTrue();

        host.Transport.Attempts.Single().Body.Should().Be("""{"event":"ping"}""");
    }

    [Test]
    public void Two_declarations_differ_when_their_transformations_do()
    {
        Func<WebhookMessage, DeliveryBody, DeliveryBody> one = (_, body) => body;
        using var same = TestHost.Started(shop => Declare(Declare(shop, one), one));
        using var other = new TestHost(shop => Declare(Declare(shop, one), (_, body) => body));

        other.Invoking(host => host.Start()).Should().Throw<Exception>().WithMessage("AddEndpoint(\"crm\"): the endpoint is declared twice, differently;*");

        static IShopWebhooksBuilder Declare(IShopWebhooksBuilder shop, Func<WebhookMessage, DeliveryBody, DeliveryBody> transform) =>
            shop.AddTestEndpoint("crm", endpoint => endpoint.Transform(transform));
    }

    private DeliveryBody Make(WebhookMessage message, DeliveryBody body, string made)
    {
        _calls.Add((message, Encoding.UTF8.GetString(body.Content.Span)));
        return new DeliveryBody(Encoding.UTF8.GetBytes(made), "application/json");
    }

    private static void Replay(TestHost host)
    {
        var delivery = host.Delivery();
        host.Run(async () => await host.Store.ReplayAsync([new Replay(delivery.Message.Id, new NewDelivery("crm"))], CancellationToken.None));
        host.Advance(TimeSpan.FromMinutes(1));
    }
}
