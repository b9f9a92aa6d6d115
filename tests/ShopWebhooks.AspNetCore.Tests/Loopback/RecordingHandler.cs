using System.Threading.Channels;
using ShopWebhooks.Events;

namespace ShopWebhooks.AspNetCore.Tests.Loopback;

/// <summary>Takes every event, remembers it, and then does what it is told.</summary>
internal sealed class RecordingHandler
{
    private readonly Channel<HandledEvent> _calls = System.Threading.Channels.Channel.CreateUnbounded<HandledEvent>();
    private int _count;

    /// <summary>How often it was called.</summary>
    public int Count => Volatile.Read(ref _count);

    public Func<HandledEvent, Task> Then { get; set; } = _ => Task.CompletedTask;

    public Task HandleAsync(WebhookEvent webhookEvent, WebhookContext context)
    {
        var call = new HandledEvent(webhookEvent, context);
        Interlocked.Increment(ref _count);
        _calls.Writer.TryWrite(call);
        return Then(call);
    }

    /// <summary>The next call that nobody has looked at; waits for one.</summary>
    public Task<HandledEvent> NextAsync() => _calls.Reader.ReadAsync().AsTask().WaitAsync(Guard.Time);
}
