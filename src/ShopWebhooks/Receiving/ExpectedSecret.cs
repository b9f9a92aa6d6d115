using ShopWebhooks.Signing;

namespace ShopWebhooks.Receiving;

/// <summary>A secret that the application expects a provider to bring.</summary>
/// <param name="time">The clock.</param>
/// <param name="within">For how long.</param>
/// <param name="keep">Keeps it.</param>
/// <param name="end">Ends the waiting.</param>
internal sealed class ExpectedSecret(TimeProvider time, TimeSpan within, Func<WebhookSecret, CancellationToken, Task> keep, Action<ExpectedSecret> end)
    : IDisposable
{
    private readonly long _since = time.GetTimestamp();
    private volatile bool _isDone;

    /// <summary>Whether nobody waits for it any more.</summary>
    public bool IsOver => _isDone || time.GetElapsedTime(_since) >= within;

    public Task KeepAsync(WebhookSecret secret, CancellationToken cancellationToken) => keep(secret, cancellationToken);

    public void Dispose()
    {
        _isDone = true;
        end(this);
    }
}
