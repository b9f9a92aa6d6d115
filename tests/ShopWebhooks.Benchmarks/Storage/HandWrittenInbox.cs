using System.Collections.Concurrent;

namespace ShopWebhooks.Benchmarks.Storage;

/// <summary>The grouped insert of a careful developer: requests queue their rows to one thread, which commits what has gathered.</summary>
internal sealed class HandWrittenInbox : IDisposable
{
    private readonly BlockingCollection<ReceivedRow> _queue = [];
    private readonly HandWrittenStore _store;
    private readonly Thread _thread;

    public HandWrittenInbox(string connectionString)
    {
        _store = new HandWrittenStore(connectionString);
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Completes when the row is on the disk.</summary>
    public Task AddAsync(ReceivedRow row)
    {
        _queue.Add(row);
        return row.Stored.Task;
    }

    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _store.Dispose();
        _queue.Dispose();
    }

    private void Run()
    {
        List<ReceivedRow> rows = [];
        while (_queue.TryTake(out var first, Timeout.Infinite))
        {
            rows.Add(first);
            while (_queue.TryTake(out var next))
            {
                rows.Add(next);
            }

            _store.Commit(rows);
            rows.ForEach(row => row.Stored.SetResult());
            rows.Clear();
        }
    }
}
