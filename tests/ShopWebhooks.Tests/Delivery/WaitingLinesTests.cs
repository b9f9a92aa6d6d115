using System.Runtime.CompilerServices;
using ShopWebhooks.Delivery;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.Delivery;

internal sealed class WaitingLinesTests
{
    [Test]
    public void Those_who_gave_up_are_let_go_of_behind_a_first_one_that_waits_for_long()
    {
        var tried = new List<PendingAdd>();
        var lines = new WaitingLines(tried.Add);
        var first = Pending();
        lines.Enter(first, "");
        var gone = EnterAndGiveUp(lines, 1000);
        var last = Pending();
        lines.Enter(last, "");

        GC.Collect();

        gone.Count(one => one.IsAlive).Should().BeLessThan(200);
        tried.Clear();
        lines.TryAgain();
        tried.Should().Equal(first);
        first.TrySetResult(new AddResult(AddOutcome.Added, "msg_1"));
        lines.Leave(first);
        tried.Should().Equal(first, last);
    }

    // In a method of its own, so that no variable here keeps them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> EnterAndGiveUp(WaitingLines lines, int count)
    {
        var gone = new List<WeakReference>();
        for (var i = 0; i < count; i++)
        {
            var pending = Pending();
            lines.Enter(pending, "");
            pending.TrySetCanceled();
            gone.Add(new WeakReference(pending));
        }

        return gone;
    }

    private static PendingAdd Pending() => new(
        new PlannedMessage { New = new NewMessage(Message, []), Slots = [], LeasedAt = 0 }, waitsForRoom: true);

    private static WebhookMessage Message => new()
    {
        Id = "msg_1",
        EventType = "new_order",
        Origin = WebhookMessage.LocalOrigin,
        CreatedAt = DateTimeOffset.UnixEpoch,
        Payload = default,
    };
}
