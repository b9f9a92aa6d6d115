using ShopWebhooks.AspNetCore.Tests.Loopback;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;

namespace ShopWebhooks.AspNetCore.Tests.Receiving;

internal sealed class WebhookRouteTests
{
    private LoopbackShop _shop = null!;

    [SetUp]
    public async Task StartAsync() => _shop = await LoopbackShop.StartAsync();

    [TearDown]
    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Test]
    public async Task A_signed_webhook_is_stored_answered_200_and_handled()
    {
        var webhook = RawWebhook.Signed();

        var answer = await _shop.SendAsync(webhook);

        answer.Status.Should().Be(200);
        answer.Body.Should().BeEmpty();
        _shop.Store.Outcomes(webhook.Id).Should().Equal(AddOutcome.Added);
        var handled = await _shop.Handler.NextAsync();
        handled.Payload.Should().BeOfType<NewOrder>().Which.Status.Should().Be(OrderStatus.Paid);
        handled.SenderId.Should().Be(webhook.Id);
        handled.Context.Origin.Should().Be(LoopbackShop.Source);
        handled.Context.Payload.ToArray().Should().Equal(webhook.Body);
    }

    [Test]
    public async Task A_webhook_in_chunks_is_taken_like_any_other()
    {
        var webhook = RawWebhook.Signed();

        (await _shop.SendAsync(webhook.ToChunks(size: 7))).Status.Should().Be(200);

        (await _shop.Handler.NextAsync()).Context.Payload.ToArray().Should().Equal(webhook.Body);
    }

    [Test]
    public async Task A_body_that_arrives_byte_by_byte_is_taken_like_any_other()
    {
        var webhook = RawWebhook.Signed();
        using var connection = await _shop.ConnectAsync();

        await connection.SendAsync(webhook.Head($"content-length: {webhook.Body.Length}"));
        foreach (var each in webhook.Body)
        {
            await connection.SendAsync(new[] { each });
        }

        (await connection.ReadAnswerAsync()).Status.Should().Be(200);
        (await _shop.Handler.NextAsync()).Context.Payload.ToArray().Should().Equal(webhook.Body);
    }

    [Test]
    public async Task The_answer_comes_before_the_handler_has_finished()
    {
        var gate = new TaskCompletionSource();
        var finished = false;
        _shop.Handler.Then = async _ =>
        {
            await gate.Task;
            finished = true;
        };

        (await _shop.SendAsync(RawWebhook.Signed())).Status.Should().Be(200);

        await _shop.Handler.NextAsync();
        finished.Should().BeFalse();
        gate.SetResult();
        await _shop.StopAsync();
        finished.Should().BeTrue();
    }

    [Test]
    public async Task A_failing_handler_changes_nothing_about_the_answer_and_is_called_again()
    {
        _shop.Handler.Then = call => call.Context.Attempt == 1 ? throw new InvalidOperationException("ERP is down") : Task.CompletedTask;

        (await _shop.SendAsync(RawWebhook.Signed())).Status.Should().Be(200);

        (await _shop.Handler.NextAsync()).Context.Attempt.Should().Be(1);
        await _shop.Logs.WhenAsync(entry => entry.EventId == 3001);
        _shop.Clock.Advance(TimeSpan.FromSeconds(2));
        (await _shop.Handler.NextAsync()).Context.Attempt.Should().Be(2);
    }

    [Test]
    public async Task A_duplicate_is_answered_200_and_not_handled_again()
    {
        var webhook = RawWebhook.Signed();
        await _shop.SendAsync(webhook);
        await _shop.Handler.NextAsync();

        var answer = await _shop.SendAsync(webhook);

        answer.Status.Should().Be(200);
        _shop.Store.Outcomes(webhook.Id).Should().Equal(AddOutcome.Added, AddOutcome.Known);
        await _shop.StopAsync();
        _shop.Handler.Count.Should().Be(1);
    }

    [Test]
    public async Task Of_fifty_identical_requests_at_once_one_is_handled()
    {
        var request = RawWebhook.Signed(id: "fifty").ToBytes();
        var connections = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _shop.ConnectAsync()));

        await Task.WhenAll(connections.Select(connection => connection.SendAsync(request)));
        var answers = await Task.WhenAll(connections.Select(connection => connection.ReadAnswerAsync()));

        Array.ForEach(connections, connection => connection.Dispose());
        answers.Select(answer => answer.Status).Should().AllBeEquivalentTo(200);
        _shop.Store.Outcomes("fifty").Should().HaveCount(50).And.ContainSingle(outcome => outcome == AddOutcome.Added);
        await _shop.StopAsync();
        _shop.Handler.Count.Should().Be(1);
    }

    [Test]
    public async Task An_unsigned_request_does_not_use_up_an_id()
    {
        var genuine = RawWebhook.Signed();
        var forged = RawWebhook.Signed(id: genuine.Id, secret: Signing.WebhookSecret.Generate().Reveal());

        (await _shop.SendAsync(forged)).Status.Should().Be(401);

        (await _shop.SendAsync(genuine)).Status.Should().Be(200);
        (await _shop.Handler.NextAsync()).SenderId.Should().Be(genuine.Id);
    }

    [Test]
    public async Task A_duplicate_of_what_was_given_up_is_handled_again()
    {
        var webhook = RawWebhook.Signed();
        _shop.Handler.Then = call =>
        {
            call.Context.DeadLetter("no such customer");
            return Task.CompletedTask;
        };
        await _shop.SendAsync(webhook);
        await _shop.Handler.NextAsync();
        await _shop.Logs.WhenAsync(entry => entry.EventId == 3002);
        _shop.Handler.Then = _ => Task.CompletedTask;

        (await _shop.SendAsync(webhook)).Status.Should().Be(200);

        _shop.Clock.Advance(TimeSpan.Zero);
        (await _shop.Handler.NextAsync()).SenderId.Should().Be(webhook.Id);
    }

    [Test]
    public async Task A_second_signature_of_the_same_id_is_a_duplicate_whatever_its_time()
    {
        await _shop.SendAsync(RawWebhook.Signed(id: "again"));
        _shop.Clock.Advance(TimeSpan.FromMinutes(4));
        var later = RawWebhook.Signed(System.Text.Encoding.UTF8.GetBytes(RawWebhook.Order), "again", at: _shop.Clock.GetUtcNow());

        (await _shop.SendAsync(later)).Status.Should().Be(200);

        _shop.Store.Outcomes("again").Should().Equal(AddOutcome.Added, AddOutcome.Known);
    }

    [Test]
    public async Task An_unknown_event_type_is_kept_and_handled_as_what_it_is()
    {
        var answer = await _shop.SendAsync(RawWebhook.Signed("""{"event":"coupon_redeemed","code":"SUMMER"}"""));

        answer.Status.Should().Be(200);
        var handled = await _shop.Handler.NextAsync();
        handled.Payload.Should().BeOfType<UnknownEvent>().Which.UnknownFields!["code"].GetString().Should().Be("SUMMER");
        handled.Context.EventType.Should().Be("coupon_redeemed");
    }

    [Test]
    public async Task A_text_that_is_no_unicode_is_kept_and_given_up_by_the_handler_not_by_the_receiver()
    {
        var webhook = RawWebhook.Signed("""{"event":"new_order","customer_id":"\ud800","status":"paid"}""");

        (await _shop.SendAsync(webhook)).Status.Should().Be(200);

        await _shop.Logs.WhenAsync(entry => entry.EventId == 3002);
        _shop.Handler.Count.Should().Be(0);
    }

    [Test]
    public async Task Many_webhooks_on_one_connection_are_all_taken()
    {
        using var connection = await _shop.ConnectAsync();
        for (var i = 0; i < 5; i++)
        {
            await connection.SendAsync(RawWebhook.Signed().ToBytes());
            (await connection.ReadAnswerAsync()).Status.Should().Be(200);
        }

        _shop.Store.Outcomes().Should().HaveCount(5).And.AllBeEquivalentTo(AddOutcome.Added);
    }

    [Test]
    public async Task Neither_logs_nor_answers_tell_a_secret_a_signature_a_payload_or_a_stranger_s_text()
    {
        var genuine = RawWebhook.Signed();
        var forged = RawWebhook.Signed(secret: Signing.WebhookSecret.Generate().Reveal()).With("webhook-id", "loud~stranger");
        var unknown = RawWebhook.Signed().To("nobody~knows");

        RawAnswer[] answers = [await _shop.SendAsync(genuine), await _shop.SendAsync(forged), await _shop.SendAsync(unknown)];

        await _shop.Handler.NextAsync();
        await _shop.StopAsync();
        var told = string.Join('\n', _shop.Logs.Entries.Where(entry => entry.Category.StartsWith("ShopWebhooks", StringComparison.Ordinal)))
            + string.Join<RawAnswer>('\n', answers);
        told.Should().NotContainAny(
            LoopbackShop.Secret, genuine.Value("webhook-signature"), forged.Value("webhook-signature"), "SB-9921", "loud~stranger", "nobody~knows");
    }
}
