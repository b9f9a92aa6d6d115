namespace ShopWebhooks.Sqlite.Tests.Crashes;

/// <summary>Waits for what is sure to happen, on a machine however slow, and says what did not.</summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    public static async Task<T> AwaitAsync<T>(Task<T> task, string what)
    {
        await AwaitAsync((Task)task, what);
        return await task;
    }

    public static async Task AwaitAsync(Task task, string what)
    {
        try
        {
            await task.WaitAsync(Limit);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"Within {Limit.TotalSeconds} seconds there was no {what}.");
        }
    }
}
