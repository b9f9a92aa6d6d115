namespace ShopWebhooks.Tests.Simulation;

/// <summary>A change of a stored endpoint that somebody has asked for, and the way it goes.</summary>
/// <param name="id">The endpoint's id.</param>
/// <param name="apply">Makes the next version of the one before and of the time at which it is made; null for an endpoint that is not there.</param>
internal sealed class StoredChange(string id, Func<StoredVersion?, DateTimeOffset, StoredVersion?> apply)
{
    // The engine tries again where another was faster; whose call a write belongs to is what flows along with the call, and nothing else.
    private static readonly AsyncLocal<StoredChange?> UnderWay = new();

    public static StoredChange? Current => UnderWay.Value;

    public string Id => id;

    /// <summary>The version that it became; null while it had no effect.</summary>
    public int? Version { get; private set; }

    /// <summary>When it had its effect.</summary>
    public DateTimeOffset WrittenAt { get; private set; }

    public StoredVersion? Apply(StoredVersion? before, DateTimeOffset madeAt) => apply(before, madeAt);

    public void Write(int version, DateTimeOffset now)
    {
        Version = version;
        WrittenAt = now;
    }

    /// <summary>Calls the application for it.</summary>
    public Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        UnderWay.Value = this;
        return call();
    }
}
