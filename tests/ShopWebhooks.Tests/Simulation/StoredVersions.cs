namespace ShopWebhooks.Tests.Simulation;

/// <summary>A stored endpoint as it was from version to version, and which of them the engine may go by.</summary>
/// <remarks>
/// From the moment that a version is written the engine may go by it, and the moment that somebody was told so, or the process was started
/// anew, ends what was before it. Where nobody was told, either is right.
/// </remarks>
internal sealed class StoredVersions
{
    private readonly List<StoredVersion?> _all = [null];

    /// <summary>The first version that the engine may go by still.</summary>
    public int First { get; private set; }

    public int Last => _all.Count - 1;

    public StoredVersion? Newest => _all[^1];

    /// <summary>Whether it is there, and nothing of it is in doubt.</summary>
    public bool IsCertain => First == Last && Newest is not null;

    /// <summary>Whether it is gone, and nobody may do anything for it.</summary>
    public bool IsGone => First == Last && Newest is null;

    public IEnumerable<StoredVersion?> Since(int version) => _all.Skip(version);

    public IEnumerable<SharedSecret> KnownSecrets =>
        _all.OfType<StoredVersion>().SelectMany(version => version.Secrets).Select(one => one.Secret).Where(secret => secret.Known is not null).Distinct();

    public int Add(StoredVersion? version)
    {
        _all.Add(version);
        return Last;
    }

    /// <summary>Somebody was told of a version.</summary>
    public void Acknowledge(int version) => First = Math.Max(First, version);

    public void Load() => First = Last;
}
