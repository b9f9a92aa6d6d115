namespace ShopWebhooks.Tests.Signing;

internal static class Allocations
{
    private const int MostRounds = 5_000;

    /// <summary>What a round of calls allocates on this thread once the runtime has optimized the code, which it does in the background.</summary>
    public static long OnceWarm(Action work)
    {
        var least = long.MaxValue;
        for (var round = 0; round < MostRounds && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var call = 0; call < 100; call++)
            {
                work();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
