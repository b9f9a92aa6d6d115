namespace ShopWebhooks.Benchmarks.Harness;

/// <summary>Makes sure that what is timed also works.</summary>
internal static class Check
{
    public static void AllOf(long operations, long succeeded)
    {
        if (succeeded != operations)
        {
            throw new InvalidOperationException(
                $"{operations - succeeded} of {operations} operations failed; there is nothing to compare.");
        }
    }
}
