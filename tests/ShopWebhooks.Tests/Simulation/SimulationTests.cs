using System.Globalization;

namespace ShopWebhooks.Tests.Simulation;

internal sealed class SimulationTests
{
    // How many messages the store holds: more than a run ever has open, and fewer than many have.
    private const int Ample = 100_000;
    private const int Scarce = 24;
    private const int TailLength = 60;

    private static readonly string? OneSeed = Environment.GetEnvironmentVariable("SHOPWEBHOOKS_SIMULATION_SEED");
    private static readonly string Seeds = Environment.GetEnvironmentVariable("SHOPWEBHOOKS_SIMULATION_SEEDS") ?? "250";

    [TestCase(Ample)]
    [TestCase(Scarce)]
    public void Whatever_crashes_and_whenever_all_invariants_hold(int capacity)
    {
        if (OneSeed is not null)
        {
            var history = SimulatedRun.Of(Number(OneSeed), capacity);
            TestContext.Out.WriteLine(string.Join('\n', history.Lines));
            history.Violation.Should().BeNull();
            return;
        }

        (FirstBroken(Number(Seeds), capacity) is { } broken ? Report(broken) : null).Should().BeNull();
    }

    [Test]
    public void The_same_seed_has_the_same_history()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var (one, other) = (SimulatedRun.Of(seed, Ample).Lines, SimulatedRun.Of(seed, Ample).Lines);

            var common = one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count();
            other.Skip(common).FirstOrDefault().Should().Be(one.Skip(common).FirstOrDefault(), "up to here seed {0} went the same way", seed);
        }
    }

    // On threads of their own: a run waits for the thread pool now and then, and must not be what it waits for.
    private static History? FirstBroken(int seeds, int capacity)
    {
        History? broken = null;
        var last = 0;
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(RunSeeds, TaskCreationOptions.LongRunning));
        Task.WaitAll(threads.ToArray());
        return broken;

        void RunSeeds()
        {
            while (broken is null && Interlocked.Increment(ref last) is var seed && seed <= seeds)
            {
                try
                {
                    var history = SimulatedRun.Of(seed, capacity);
                    if (history.Violation is not null)
                    {
                        broken = history;
                    }
                }
                catch (Exception exception)
                {
                    throw new InvalidOperationException($"The run of seed {seed} broke off.", exception);
                }
            }
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Report(History history) => $"""
        Seed {history.Seed}: {history.Violation}
        The history ends with
        {string.Join('\n', history.Lines.TakeLast(TailLength))}
        To run it alone, set SHOPWEBHOOKS_SIMULATION_SEED={history.Seed}.
        """;
}
