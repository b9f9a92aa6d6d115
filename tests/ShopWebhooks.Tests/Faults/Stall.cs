namespace ShopWebhooks.Tests.Faults;

/// <summary>The moment at which a sender has read everything that it will ever be sent, and waits for more. Thread-safe.</summary>
internal sealed class Stall
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private long _unread;
    private bool _isReading;
    private bool _isLast;

    /// <summary>Done when it has come: from here on nothing happens but by time.</summary>
    public Task Reached => _reached.Task;

    public void Note(int sent = 0, int read = 0, bool? isReading = null, bool isLast = false)
    {
        lock (_gate)
        {
            _unread += sent - read;
            _isReading = isReading ?? _isReading;
            _isLast |= isLast;
            if (_isLast && _isReading && _unread == 0)
            {
                _reached.TrySetResult();
            }
        }
    }
}
