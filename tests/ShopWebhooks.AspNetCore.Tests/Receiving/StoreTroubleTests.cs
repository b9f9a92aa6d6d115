using Microsoft.Extensions.Logging;
using ShopWebhooks.AspNetCore.Tests.Loopback;
using ShopWebhooks.Storage;

namespace ShopWebhooks.AspNetCore.Tests.Receiving;

/// <summary>What a sender is told when its webhook cannot be kept.</summary>
internal sealed class StoreTroubleTests
{
    private LoopbackShop _shop = null!;

    [SetUp]
    public async Task StartAsync() => _shop = await LoopbackShop.StartAsync();

    [TearDown]
    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Test]
    public async Task A_full_store_is_answered_503_with_the_time_to_come_back()
    {
        var webhook = RawWebhook.Signed();
        _shop.Store.AddInstead = message => new AddResult(AddOutcome.Full, message.Message.Id);

        ShouldAskToComeBack(await _shop.SendAsync(webhook));

        var entry = _shop.Logs.Alarming.Should().ContainSingle().Which;
        entry.Text.Should().Be(
            "The store has no room. Webhooks not stored since the last such line, whose senders were asked to repeat them: 1");
        (entry.EventId, entry.Level).Should().Be((2004, LogLevel.Warning));
        _shop.Store.AddInstead = null;
        (await _shop.SendAsync(webhook)).Status.Should().Be(200);
        (await _shop.Handler.NextAsync()).SenderId.Should().Be(webhook.Id);
    }

    [TestCase(typeof(IOException))]
    [TestCase(typeof(OperationCanceledException))]
    [TestCase(typeof(TimeoutException))]
    public async Task A_failing_store_is_answered_503_with_the_time_to_come_back_and_logged(Type exception)
    {
        var webhook = RawWebhook.Signed();
        _shop.Store.AddInstead = _ => throw (Exception)Activator.CreateInstance(exception)!;

        ShouldAskToComeBack(await _shop.SendAsync(webhook));

        var entry = _shop.Logs.Alarming.Should().ContainSingle().Which;
        entry.Text.Should().Be($"A webhook from source '{LoopbackShop.Source}' could not be stored; the sender was asked to repeat it");
        entry.EventId.Should().Be(2002);
        _shop.Store.AddInstead = null;
        (await _shop.SendAsync(webhook)).Status.Should().Be(200);
        (await _shop.Handler.NextAsync()).SenderId.Should().Be(webhook.Id);
    }

    [Test]
    public async Task A_store_that_fails_for_one_webhook_fails_no_other()
    {
        _shop.Store.AddInstead = message => message.Message.DedupeKey == "guilty"
            ? throw new IOException("a row that cannot be written")
            : new AddResult(AddOutcome.Known, message.Message.Id);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
            _shop.SendAsync(RawWebhook.Signed(id: number == 7 ? "guilty" : $"innocent-{number}"))));

        answers.Select(answer => answer.Status).Where(status => status != 200).Should().Equal(503);
    }

    [Test]
    public async Task What_is_refused_does_not_ask_the_store()
    {
        _shop.Store.AddInstead = _ => throw new IOException("the disk is gone");

        (await _shop.SendAsync(RawWebhook.Signed().Without("webhook-signature"))).Status.Should().Be(401);
    }

    private void ShouldAskToComeBack(RawAnswer answer)
    {
        answer.Status.Should().Be(503);
        answer.Header("retry-after").Should().Be("30");
        answer.Body.Should().BeEmpty();
        _shop.Handler.Count.Should().Be(0);
    }
}
