namespace ShopWebhooks.Benchmarks.Harness;

/// <summary>A benchmark of one call that takes microseconds and must not allocate.</summary>
internal abstract class MicroBenchmark(string name, Goal goal) : Benchmark(name, goal)
{
    private const double MillisecondsPerRun = 40;

    private long _operations;

    public override int Rounds => 21;

    // More than the tiers of the compiler take to come to rest, with the pauses between its background compilations.
    public override int WarmUpRounds => 8;

    public override double? MaxBytesPerOperation => 0;

    /// <summary>Makes the calls and fails when one of them did not do its work, so that nothing fast and wrong is measured.</summary>
    protected abstract void Ours(long operations);

    protected abstract void Limit(long operations);

    public override async Task StartAsync()
    {
        const int Trial = 2000;
        Ours(Trial);
        Limit(Trial);
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        var trial = Measurement.Take(Trial, Limit);
        _operations = Math.Max(1, (long)(MillisecondsPerRun * 1e6 / trial.NanosecondsPerOperation));
    }

    public override Task<Measurement> RunOursAsync() => Task.FromResult(Measurement.Take(_operations, Ours));

    public override Task<Measurement> RunLimitAsync() => Task.FromResult(Measurement.Take(_operations, Limit));
}
