using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.Simulation;

/// <summary>The account of the endpoints that are stored at run time: what was written of them, what was promised, and what follows from it.</summary>
internal sealed class StoredLedger(TimeProvider time, History history)
{
    private readonly SortedDictionary<string, StoredVersions> _endpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, int>> _firstWhenAsked = new(StringComparer.Ordinal);

    public StoredVersions Add(string id) => _endpoints[id] = new StoredVersions();

    public StoredVersions? Find(string id) => _endpoints.GetValueOrDefault(id);

    public bool IsGone(string endpointId) => Find(endpointId) is { IsGone: true };

    /// <summary>A process has read them.</summary>
    public void Load()
    {
        foreach (var versions in _endpoints.Values)
        {
            versions.Load();
        }
    }

    /// <summary>Somebody is about to dispatch this: the engine goes by what it knows from now on.</summary>
    public void Ask(string tag) => _firstWhenAsked.TryAdd(tag, _endpoints.ToDictionary(pair => pair.Key, pair => pair.Value.First));

    /// <summary>What was made for a change is written, and undoes no other change.</summary>
    public void Write(StoredChange change, DateTimeOffset madeAt)
    {
        var version = change.Apply(_endpoints[change.Id].Newest, madeAt);
        history.Note($"{change.Id} is stored: {version?.Interest.ToString() ?? "deleted"}");
        change.Write(_endpoints[change.Id].Add(version), time.GetUtcNow());
    }

    /// <summary>Somebody was told that the change is made.</summary>
    public void Acknowledge(StoredChange change)
    {
        if (change.Version is not { } version)
        {
            history.Violate(Invariant.A_stored_endpoint_is_as_it_was_last_acknowledged, $"a change of {change.Id} is acknowledged, and not stored");
            return;
        }

        _endpoints[change.Id].Acknowledge(version);
    }

    /// <summary>Somebody was told that there is none.</summary>
    public void AcknowledgeNone(string id)
    {
        var versions = _endpoints[id];
        versions.Acknowledge(versions.Last);
        if (versions.Newest is not null)
        {
            history.Violate(Invariant.A_stored_endpoint_is_as_it_was_last_acknowledged, $"{id} is said not to be there, and is");
        }
    }

    /// <summary>A message is stored with what it owes.</summary>
    public void CheckOwed(WebhookMessage message, string tag, IReadOnlyList<NewDelivery> deliveries)
    {
        foreach (var (id, versions) in _endpoints)
        {
            var first = _firstWhenAsked.TryGetValue(tag, out var asked) ? asked[id] : versions.Last;
            var isOwed = deliveries.Any(delivery => delivery.EndpointId == id);
            if (!versions.Since(first).Any(version => (version?.Interest.Includes(message) ?? false) == isOwed))
            {
                history.Violate(
                    Invariant.A_message_is_owed_to_whom_it_concerns,
                    $"{tag} is {(isOwed ? "" : "not ")}owed to {id}, which is now {versions.Newest?.Interest.ToString() ?? "deleted"}");
            }
        }
    }

    /// <summary>The engine is about to ask for what is due.</summary>
    public void CheckLanes(LeaseRequest request)
    {
        foreach (var lane in request.Lanes.Where(lane => IsGone(lane.EndpointId)))
        {
            history.Violate(Invariant.Nothing_is_owed_to_an_endpoint_that_is_gone, $"what {lane.EndpointId} was owed is asked for");
        }
    }

    /// <summary>Somebody was told that an endpoint is deleted: what was open then has ended, or is being attempted.</summary>
    public void CheckCancelled(StoredChange deletion, IEnumerable<LedgerEntry> entries)
    {
        foreach (var entry in entries.Where(entry =>
            entry.EndpointId == deletion.Id && entry is { State: DeliveryState.Open, Token: 0 } && entry.Due.SetAt < deletion.WrittenAt))
        {
            history.Violate(Invariant.Nothing_is_owed_to_an_endpoint_that_is_gone, $"{entry} is still open after the endpoint was deleted");
        }
    }
}
