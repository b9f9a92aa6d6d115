namespace ShopWebhooks.Delivery;

/// <summary>
/// Those for whom a bounded store has no room. Each waits behind those that wait for the same: the share of one endpoint, or any room at
/// all; so that who waits for one does not stand in the way of who waits for another.
/// </summary>
/// <remarks>
/// When room comes free, the first of each line is given to the store again, and when it goes, whichever way, the next one: all of the
/// room is used, and the order of a line is kept. Nothing is given to the store under the lock, because the answer may come at once.
/// </remarks>
/// <param name="submit">Gives one to the store again; <see cref="Enter"/> or <see cref="Leave"/> follows.</param>
internal sealed class WaitingLines(Action<PendingAdd> submit)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, WaitingLine> _lines = new(StringComparer.Ordinal);
    private int _count;
    private long _freed;
    private bool _isClosed;

    /// <summary>How often room has come free so far.</summary>
    public long Freed => Interlocked.Read(ref _freed);

    /// <summary>Lets one wait that has just found no room, or go on waiting as the first of its line.</summary>
    /// <param name="pending">Who waits.</param>
    /// <param name="waitsFor">The endpoint whose share is used up; the empty text where any room will do.</param>
    public void Enter(PendingAdd pending, string waitsFor)
    {
        if (pending.Line is { } before && before.WaitsFor != waitsFor)
        {
            Leave(pending);
        }

        if (Join(pending, waitsFor) is not { } line)
        {
            pending.Refuse();
        }
        else if (pending.FreedBefore != Freed)
        {
            // Room that came free between the store's answer and this moment found nobody to try; waiting for more could be for ever.
            TryFirst(line);
        }
    }

    /// <summary>Takes one that was tried out of its line, whatever became of it, and tries the next. Nothing when it was in none.</summary>
    public void Leave(PendingAdd pending)
    {
        if (pending.Line is not { } line)
        {
            return;
        }

        lock (_gate)
        {
            pending.Line = null;
            if (line.Waiting.TryPeek(out var first) && first == pending)
            {
                line.IsFirstTried = false;
                Dequeue(line);
            }
        }

        TryFirst(line);
    }

    /// <summary>Tries the first of each line, because something has made room.</summary>
    public void TryAgain()
    {
        // Counted before anybody is looked for: who enters a moment later sees that the count is another.
        Interlocked.Increment(ref _freed);
        if (Volatile.Read(ref _count) == 0)
        {
            return;
        }

        WaitingLine[] lines;
        lock (_gate)
        {
            lines = [.. _lines.Values];
        }

        Array.ForEach(lines, TryFirst);
    }

    /// <summary>Lets nobody wait any more, because the host stops and nothing will make room.</summary>
    public void Close()
    {
        PendingAdd[] waiting;
        lock (_gate)
        {
            _isClosed = true;
            waiting = [.. _lines.Values.SelectMany(line => line.Waiting)];
            foreach (var line in _lines.Values)
            {
                line.Waiting.Clear();
            }

            _lines.Clear();
            Volatile.Write(ref _count, 0);
        }

        Array.ForEach(waiting, pending => pending.Refuse());
    }

    /// <summary>The line in which it waits now; null when nobody may wait any more.</summary>
    private WaitingLine? Join(PendingAdd pending, string waitsFor)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return null;
            }

            if (pending.Line is { } same)
            {
                same.IsFirstTried = false;
                return same;
            }

            if (!_lines.TryGetValue(waitsFor, out var line))
            {
                _lines.Add(waitsFor, line = new WaitingLine(waitsFor));
            }

            pending.Line = line;
            if (line.Waiting.Count >= line.ClearAt)
            {
                Clear(line);
            }

            line.Waiting.Enqueue(pending);
            Interlocked.Increment(ref _count);
            return line;
        }
    }

    private void TryFirst(WaitingLine line)
    {
        PendingAdd? first;
        lock (_gate)
        {
            while (!line.IsFirstTried && line.Waiting.TryPeek(out var gone) && gone.Task.IsCompleted)
            {
                Dequeue(line);
            }

            if (line.IsFirstTried || !line.Waiting.TryPeek(out first))
            {
                return;
            }

            line.IsFirstTried = true;
        }

        submit(first);
    }

    /// <summary>
    /// Lets go of those whose callers gave up. Behind a first one that waits for long they would pile up, each with its payload. When the
    /// line has doubled since the last time, so that it costs each but a little.
    /// </summary>
    private void Clear(WaitingLine line)
    {
        PendingAdd[] waiting = [.. line.Waiting.Where((pending, place) => !pending.Task.IsCompleted || (place == 0 && line.IsFirstTried))];
        Interlocked.Add(ref _count, waiting.Length - line.Waiting.Count);
        line.Waiting.Clear();
        Array.ForEach(waiting, line.Waiting.Enqueue);
        line.ClearAt = Math.Max(WaitingLine.FirstClearAt, 2 * line.Waiting.Count);
    }

    private void Dequeue(WaitingLine line)
    {
        line.Waiting.Dequeue();
        Interlocked.Decrement(ref _count);
        if (line.Waiting.Count == 0)
        {
            _lines.Remove(line.WaitsFor);
        }
    }
}
