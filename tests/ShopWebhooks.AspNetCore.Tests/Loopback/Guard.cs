namespace ShopWebhooks.AspNetCore.Tests.Loopback;

/// <summary>How long a test waits for an event before it fails. Reached only by what is broken.</summary>
internal static class Guard
{
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(20);
}
