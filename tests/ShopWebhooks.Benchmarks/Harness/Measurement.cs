using System.Diagnostics;

namespace ShopWebhooks.Benchmarks.Harness;

/// <summary>What some operations took: time, processor time and memory.</summary>
/// <param name="Operations">How many operations.</param>
/// <param name="Elapsed">From the first one's start to the last one's end.</param>
/// <param name="Cpu">The processor time of the whole process meanwhile, on all processors.</param>
/// <param name="AllocatedBytes">What was allocated meanwhile.</param>
internal sealed record Measurement(long Operations, TimeSpan Elapsed, TimeSpan Cpu, long AllocatedBytes)
{
    /// <summary>The mean, or the percentile that was asked for.</summary>
    public double NanosecondsPerOperation { get; init; } = Elapsed.TotalNanoseconds / Operations;

    public double CpuMicrosecondsPerOperation => Cpu.TotalMicroseconds / Operations;

    public double BytesPerOperation => (double)AllocatedBytes / Operations;

    /// <summary>Measures work on any number of threads; the memory is what the whole process allocates.</summary>
    public static async Task<Measurement> TakeAsync(long operations, Func<Task> work)
    {
        Settle();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        await work();
        var elapsed = Stopwatch.GetElapsedTime(start);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        return new Measurement(operations, elapsed, cpu, GC.GetTotalAllocatedBytes(precise: true) - bytes);
    }

    /// <summary>Measures operations that are made one after the other, each by itself: what one takes is the percentile of all.</summary>
    /// <param name="operations">How many.</param>
    /// <param name="percentile">Which, from 0 to 1; 0.5 is the median.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="afterwards">What is to be done after each of them, and is not counted; null for nothing.</param>
    public static async Task<Measurement> TakeEachAsync(
        int operations, double percentile, Func<Task> operation, Func<Task>? afterwards = null)
    {
        var times = new double[operations];
        var all = await TakeAsync(operations, async () =>
        {
            for (var i = 0; i < operations; i++)
            {
                var start = Stopwatch.GetTimestamp();
                await operation();
                times[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
                if (afterwards is not null)
                {
                    await afterwards();
                }
            }
        });
        return all with { NanosecondsPerOperation = times.Order().ElementAt((int)(percentile * (operations - 1))) };
    }

    /// <summary>Measures work on this thread; the memory is what this thread allocates, to the byte.</summary>
    public static Measurement Take(long operations, Action<long> work)
    {
        Settle();
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        work(operations);
        var elapsed = Stopwatch.GetElapsedTime(start);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        return new Measurement(operations, elapsed, Environment.CpuUsage.TotalTime - cpu, bytes);
    }

    // What one side left behind must not be collected in the other's time.
    private static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
