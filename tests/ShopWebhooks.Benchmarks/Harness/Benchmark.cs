namespace ShopWebhooks.Benchmarks.Harness;

/// <summary>Two ways to the same end, to be timed side by side: ours, and the limit that we measure it by.</summary>
/// <remarks>
/// Each run must do the same work again. For work on several threads or over the network derive from this class and return
/// <see cref="Measurement.TakeAsync"/>; for a single call derive from <see cref="MicroBenchmark"/>. List it in <c>Program</c>.
/// </remarks>
internal abstract class Benchmark(string name, Goal goal) : IAsyncDisposable
{
    public string Name { get; } = name;

    public Goal Goal { get; } = goal;

    /// <summary>How many rounds are counted.</summary>
    public virtual int Rounds => 9;

    /// <summary>How many rounds come before and are dropped.</summary>
    public virtual int WarmUpRounds => 2;

    /// <summary>The most bytes that an operation of ours may allocate; null where that is reported and not judged.</summary>
    public virtual double? MaxBytesPerOperation => null;

    /// <summary>Prepares what both sides need, such as a server; called once, before all rounds.</summary>
    public virtual Task StartAsync() => Task.CompletedTask;

    public abstract Task<Measurement> RunOursAsync();

    public abstract Task<Measurement> RunLimitAsync();

    /// <summary>Ends what <see cref="StartAsync"/> began.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
