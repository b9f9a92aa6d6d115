using ShopWebhooks.Benchmarks.Backlog;
using ShopWebhooks.Benchmarks.Children;
using ShopWebhooks.Benchmarks.Filtering;
using ShopWebhooks.Benchmarks.Harness;
using ShopWebhooks.Benchmarks.Idle;
using ShopWebhooks.Benchmarks.Receiving;
using ShopWebhooks.Benchmarks.Sending;
using ShopWebhooks.Benchmarks.Signing;
using ShopWebhooks.Providers;

if (args is [ChildProcess.Argument, .. var roleAndArguments])
{
    await ChildProcess.RunAsync(roleAndArguments);
    return 0;
}

using var backlog = new MillionOwed();

Func<Benchmark>[] benchmarks =
[
    () => new VerifyBenchmark(bodyLength: 64, Goal.TimeAtMost(0.7, aim: 0.6)),
    () => new VerifyBenchmark(bodyLength: 1024, Goal.TimeAtMost(0.75, aim: 0.65)),
    () => new VerifyBenchmark(bodyLength: 16 * 1024, Goal.TimeAtMost(1.0, aim: 0.9)),
    () => new ProviderBenchmark(WebhookProviders.StandardWebhooks, "{id}.{timestamp}.", Goal.TimeAtMost(0.8, aim: 0.7)),
    () => new ProviderBenchmark(WebhookProviders.GitHub, "", Goal.TimeAtMost(0.8, aim: 0.7)),
    () => new ProviderBenchmark(WebhookProviders.Stripe, "{timestamp}.", Goal.TimeAtMost(0.8, aim: 0.7)),
    () => new ProviderBenchmark(WebhookProviders.Shopify, "", Goal.TimeAtMost(0.8, aim: 0.7)),
    () => new ProviderBenchmark(WebhookProviders.Slack, "v0:{timestamp}:", Goal.TimeAtMost(0.8, aim: 0.7)),
    () => new SignBenchmark(bodyLength: 64, Goal.TimeAtMost(0.7, aim: 0.6)),
    () => new SignBenchmark(bodyLength: 1024, Goal.TimeAtMost(0.75, aim: 0.65)),
    () => new SignBenchmark(bodyLength: 16 * 1024, Goal.TimeAtMost(1.0, aim: 0.9)),
    () => new FilterBenchmark(Goal.TimeAtMost(1.8, aim: 1.2)),
    () => new SendBenchmark(inSqlite: false, besideHandWritten: false, Goal.ThroughputAtLeast(0.8, aim: 0.9)),
    () => new SendBenchmark(inSqlite: true, besideHandWritten: false, Goal.ThroughputAtLeast(0.45, aim: 0.6)),
    () => new SendBenchmark(inSqlite: true, besideHandWritten: true, Goal.ThroughputAtLeast(0.8, aim: 0.9)),
    () => new ReceiveBenchmark(isHandled: false, inSqlite: false, connections: 32, Goal.ThroughputAtLeast(0.8, aim: 0.9)),
    () => new ReceiveBenchmark(isHandled: true, inSqlite: false, connections: 32, Goal.ThroughputAtLeast(0.5, aim: 0.6)),
    () => new ReceiveBenchmark(isHandled: false, inSqlite: true, connections: 64, Goal.ThroughputAtLeast(0.6, aim: 0.75)),
    () => new DispatchBenchmark(callers: 1, Goal.TimeAtMost(1.3, aim: 1.15)),
    () => new DispatchBenchmark(callers: 16, Goal.ThroughputAtLeast(0.6, aim: 0.8)),
    () => new DispatchBenchmark(callers: 256, Goal.ThroughputAtLeast(0.7, aim: 0.9)),
    () => new BacklogStartBenchmark(backlog, Goal.TimeAtMost(1, aim: 0.5)),
    () => new BacklogLeaseBenchmark(backlog, isPaused: true, Goal.TimeAtMost(2, aim: 1.2)),
    () => new BacklogLeaseBenchmark(backlog, isPaused: false, Goal.TimeAtMost(2, aim: 1.2)),
    () => new BacklogDeliveryBenchmark(backlog, isSilent: true, Goal.TimeAtMost(2, aim: 1.2)),
    () => new BacklogDeliveryBenchmark(backlog, isSilent: false, Goal.TimeAtMost(2, aim: 1.2)),
    () => new NeighbourBenchmark(Goal.TimeAtMost(1.2, aim: 1.05)),
    () => new BacklogMemoryBenchmark(backlog, Goal.MemoryAtMost(1, aim: 0.7)),
    () => new IdleBenchmark(Goal.ProcessorTimeAtMost(1, aim: 0.5)),
];

var run = 0;
var missed = 0;
foreach (var make in benchmarks)
{
    var benchmark = make();
    if (args.Length > 0 && !args.Any(filter => benchmark.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)))
    {
        continue;
    }

    await using var started = benchmark;
    var verdict = await BenchmarkRunner.RunAsync(benchmark);
    Console.WriteLine(verdict);
    run++;
    missed += verdict.IsKept ? 0 : 1;
}

Console.WriteLine(run == 0 ? "No benchmark has a name with this text in it." : $"{run - missed} of {run} goals kept");
return run == 0 || missed > 0 ? 1 : 0;
