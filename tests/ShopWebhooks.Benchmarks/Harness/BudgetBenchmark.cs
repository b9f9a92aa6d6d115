namespace ShopWebhooks.Benchmarks.Harness;

/// <summary>A benchmark whose limit is not another way to the same end but a budget: a ratio of 1 has used it up.</summary>
internal abstract class BudgetBenchmark(string name, Measurement budget, Goal goal) : Benchmark(name, goal)
{
    public override int Rounds => 3;

    public override int WarmUpRounds => 0;

    public override Task<Measurement> RunLimitAsync() => Task.FromResult(budget);
}
