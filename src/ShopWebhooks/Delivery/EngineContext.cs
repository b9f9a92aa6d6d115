namespace ShopWebhooks.Delivery;

/// <summary>What the engine takes from the world: time, chance, and where its work runs.</summary>
/// <param name="time">The clock of everything that waits or measures.</param>
/// <param name="random">Thread-safe in production; seeded where a run must be repeatable.</param>
/// <param name="scheduler">
/// All work enters through it, and because nothing inside leaves it (no <c>ConfigureAwait(false)</c>, no <c>Task.Run</c>, no raw timer),
/// a single-threaded scheduler, a manual clock and a seed make the engine's history repeatable to the last step.
/// </param>
internal sealed class EngineContext(TimeProvider time, Random random, TaskScheduler scheduler)
{
    private static readonly ExecutionContext Nobodys = CaptureNobodys();

    private long _lastToken = random.NextInt64(1, long.MaxValue / 2);

    public TimeProvider Time => time;

    public Random Random => random;

    /// <summary>Starts work on the scheduler, free of whatever is ambient where it is started.</summary>
    /// <remarks>
    /// The request that happens to set something going (its current span, its <c>HttpContext</c>, its tenant) is not the one whose
    /// messages are delivered by it, and is long over when a handler runs.
    /// </remarks>
    public void Start(Func<Task> work) => Start(static work => ((Func<Task>)work!)(), work);

    /// <summary>The same with what it works on given apart, so that a delegate can be kept and used again.</summary>
    public void Start(Func<object?, Task> work, object state)
    {
        using (SuppressFlow())
        {
            Task.Factory.StartNew(work, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
        }
    }

    /// <summary>Makes a timer, free of whatever is ambient where it is made.</summary>
    public ITimer CreateTimer(Action callback, TimeSpan dueTime, TimeSpan period)
    {
        using (SuppressFlow())
        {
            return time.CreateTimer(static callback => ((Action)callback!)(), callback, dueTime, period);
        }
    }

    /// <summary>Begins work at once when this is the scheduler's own thread, else starts it there; free of what is ambient, too.</summary>
    /// <remarks>A synchronization context would be captured and could hold up work that others wait for; so that is elsewhere too.</remarks>
    public void Enter(Func<Task> work)
    {
        if (TaskScheduler.Current == scheduler && SynchronizationContext.Current is null)
        {
            ExecutionContext.Run(Nobodys, static work => ((Func<Task>)work!)(), work);
        }
        else
        {
            Start(work);
        }
    }

    /// <summary>Takes a run of fencing tokens; returns the first. They start at a random number, so that processes do not meet.</summary>
    public long TakeTokens(int count) => Interlocked.Add(ref _lastToken, count) - count + 1;

    /// <summary>
    /// A message id: <c>msg_</c>, then 48 bits of time in milliseconds and 80 random bits in hexadecimal. The time makes neighbours in
    /// time neighbours in an index; nothing reads an order out of it.
    /// </summary>
    public string NewMessageId()
    {
        const string Prefix = "msg_";
        Span<byte> bits = stackalloc byte[16];
        random.NextBytes(bits);
        var milliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < 6; i++)
        {
            bits[i] = (byte)(milliseconds >> (40 - (8 * i)));
        }

        Span<char> id = stackalloc char[Prefix.Length + (2 * bits.Length)];
        Prefix.CopyTo(id);
        Convert.TryToHexStringLower(bits, id[Prefix.Length..], out _);
        return new string(id);
    }

    // A thread that is started unsafely inherits nothing; the context has no other way to be had.
    private static ExecutionContext CaptureNobodys()
    {
        ExecutionContext? captured = null;
        var thread = new Thread(() => captured = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return captured!;
    }

    private static AsyncFlowControl? SuppressFlow() => ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
}
