namespace ShopWebhooks.Benchmarks.Harness;

/// <summary>Runs the two sides of a benchmark in turn, so that what disturbs the machine disturbs both.</summary>
internal static class BenchmarkRunner
{
    public static async Task<Verdict> RunAsync(Benchmark benchmark)
    {
        List<Measurement> ours = [];
        List<Measurement> limit = [];
        await benchmark.StartAsync();
        for (var round = -benchmark.WarmUpRounds; round < benchmark.Rounds; round++)
        {
            Measurement oursNow, limitNow;
            if (round % 2 == 0)
            {
                (oursNow, limitNow) = (await benchmark.RunOursAsync(), await benchmark.RunLimitAsync());
            }
            else
            {
                (limitNow, oursNow) = (await benchmark.RunLimitAsync(), await benchmark.RunOursAsync());
            }

            if (round >= 0)
            {
                ours.Add(oursNow);
                limit.Add(limitNow);
            }
        }

        return new Verdict(benchmark, ours, limit);
    }
}
