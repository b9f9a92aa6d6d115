using ShopWebhooks.Storage;

namespace ShopWebhooks.Delivery;

/// <summary>
/// Gathers what many callers want written into one call of the store: what arrives during one commit is the next one's batch. Nobody
/// lingers to make a batch larger, so a lone caller waits for no timer; and where the store answers at once, for no other thread.
/// </summary>
/// <remarks>
/// A batch that fails is tried again in halves, until only the guilty item gets the error: one bad row must not fail its neighbours.
/// That repeats writes whose answer may have been lost, which the store's contract allows. A store that says of itself that it is
/// unavailable is not asked again for each item: a thousand callers would wait one after the other to hear the same.
/// </remarks>
/// <typeparam name="TItem">What a caller wants written.</typeparam>
/// <typeparam name="TResult">What comes back for it.</typeparam>
internal sealed class GroupCommit<TItem, TResult>
{
    private const int LargestBatch = 1024;

    private readonly Func<IReadOnlyList<TItem>, ValueTask<IReadOnlyList<TResult>>> _commit;
    private readonly Action<TItem, TResult> _succeed;
    private readonly Action<TItem, Exception> _fail;
    private readonly EngineContext _context;
    private readonly Func<Task> _commitNext;
    private readonly Lock _gate = new();
    private readonly Queue<TItem> _waiting = new();
    private bool _running;

    /// <summary>Makes it.</summary>
    /// <param name="commit">Writes a batch, and returns one result for each item.</param>
    /// <param name="succeed">Told each item's result, on the engine's scheduler.</param>
    /// <param name="fail">Told each failed item's error, on the engine's scheduler; must not throw.</param>
    /// <param name="context">Where it runs.</param>
    public GroupCommit(
        Func<IReadOnlyList<TItem>, ValueTask<IReadOnlyList<TResult>>> commit,
        Action<TItem, TResult> succeed,
        Action<TItem, Exception> fail,
        EngineContext context)
    {
        _commit = commit;
        _succeed = succeed;
        _fail = fail;
        _context = context;
        _commitNext = CommitNextAsync;
    }

    public void Add(TItem item)
    {
        lock (_gate)
        {
            _waiting.Enqueue(item);
            if (_running)
            {
                return;
            }

            _running = true;
        }

        _context.Enter(_commitNext);
    }

    private async Task CommitNextAsync()
    {
        var (batch, commit) = Begin();
        while (!commit.IsCompleted)
        {
            // Such a store has a disk or a network behind it, and that shall not be idle while the callers are told, which takes its time and
            // sets much going: the next batch is on its way before.
            var results = await commit;
            if (!HasMore())
            {
                Tell(batch, results);
                return;
            }

            var next = Begin();
            Tell(batch, results);
            (batch, commit) = next;
        }

        // A store that answers at once would keep whoever began this busy for all who follow: what came meanwhile is started anew.
        Tell(batch, await commit);
        if (HasMore())
        {
            _context.Start(_commitNext);
        }
    }

    private (TItem[] Batch, Task<IReadOnlyList<TResult>?> Commit) Begin()
    {
        var batch = TakeBatch();
        return (batch, CommitAsync(batch));
    }

    /// <summary>Whether there is a next batch; if not, whoever adds an item begins anew.</summary>
    private bool HasMore()
    {
        lock (_gate)
        {
            _running = _waiting.Count > 0;
            return _running;
        }
    }

    private void FailAll(TItem[] batch, Exception exception)
    {
        foreach (var item in batch)
        {
            _fail(item, exception);
        }
    }

    private TItem[] TakeBatch()
    {
        lock (_gate)
        {
            var batch = new TItem[Math.Min(_waiting.Count, LargestBatch)];
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i] = _waiting.Dequeue();
            }

            return batch;
        }
    }

    /// <summary>The results of a batch; null when it failed, and all of it has been told so or was tried in halves.</summary>
    private async Task<IReadOnlyList<TResult>?> CommitAsync(TItem[] batch)
    {
        try
        {
            var results = await _commit(batch);
            return results.Count == batch.Length
                ? results
                : throw new InvalidOperationException(
                    $"The store gave {results.Count} results for {batch.Length} items; its contract asks for one for each item.");
        }
        catch (Exception exception)
        {
            if (batch.Length == 1 || exception is StoreUnavailableException)
            {
                FailAll(batch, exception);
                return null;
            }
        }

        foreach (var half in (TItem[][])[batch[..(batch.Length / 2)], batch[(batch.Length / 2)..]])
        {
            Tell(half, await CommitAsync(half));
        }

        return null;
    }

    private void Tell(TItem[] batch, IReadOnlyList<TResult>? results)
    {
        for (var i = 0; i < results?.Count; i++)
        {
            try
            {
                _succeed(batch[i], results[i]);
            }
            catch (Exception exception)
            {
                // One caller's trouble must not end the loop that everybody waits for.
                _fail(batch[i], exception);
            }
        }
    }
}
