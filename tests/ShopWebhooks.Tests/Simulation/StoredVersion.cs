namespace ShopWebhooks.Tests.Simulation;

/// <summary>What one version of a stored endpoint says.</summary>
/// <param name="Interest">What it is owed.</param>
/// <param name="Secrets">What it signs with, and until when.</param>
internal sealed record StoredVersion(Interest Interest, params IReadOnlyList<(SharedSecret Secret, DateTimeOffset? ExpiresAt)> Secrets)
{
    public bool IsSignedBy(SharedSecret secret, DateTimeOffset now) => Secrets.Any(one => one.Secret == secret && !(one.ExpiresAt <= now));

    /// <summary>As it is with another secret, beside which the others sign along for a while.</summary>
    public StoredVersion Rotate(SharedSecret secret, TimeSpan overlap, DateTimeOffset now)
    {
        var end = now + overlap;
        return this with
        {
            Secrets =
            [
                (secret, null),
                .. Secrets.Select(one => (one.Secret, (DateTimeOffset?)(one.ExpiresAt < end ? one.ExpiresAt.Value : end))),
            ],
        };
    }
}
