using System.Collections.Concurrent;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Delivery;

/// <summary>
/// The lanes of this process, and the bell that tells the pump when it is worth asking the store: a slot came free in a lane with a
/// backlog, something was stored as open, or the next delivery falls due. Without one of these nobody polls.
/// </summary>
internal sealed class LaneSet : IDisposable
{
    // A timer's range is limited; asking the store once a day is free.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly EndpointRegistry _registry;
    private readonly Consents _consents;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private TaskCompletionSource _bell = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long? _sweepAt;
    private bool _isSweepDue;

    public LaneSet(EndpointRegistry registry, Consents consents, EngineContext context)
    {
        _registry = registry;
        _consents = consents;
        _time = context.Time;
        _timer = context.CreateTimer(OnDue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The endpoint's lane, made on demand.</summary>
    public Lane Get(WebhookEndpoint endpoint)
    {
        var lane = _lanes.GetOrAdd(endpoint.Id, static (_, made) => new Lane(made.endpoint, made._consents, made._time), (endpoint, _consents, _time));
        if (!ReferenceEquals(lane.Endpoint, endpoint) && ReferenceEquals(_registry.Find(endpoint.Id), endpoint))
        {
            // Not one that somebody has kept while the configuration changed: it may have secrets that were revoked.
            lane.Endpoint = endpoint;
        }

        return lane;
    }

    /// <summary>The lanes of all endpoints this process knows; those of endpoints that are gone are let go of once idle.</summary>
    public List<Lane> Known()
    {
        var endpoints = _registry.Known;
        var known = new List<Lane>(endpoints.Count);
        foreach (var endpoint in endpoints)
        {
            known.Add(Get(endpoint));
        }

        foreach (var (id, lane) in _lanes)
        {
            if (lane.IsIdle && _registry.Find(id) is null)
            {
                _lanes.TryRemove(id, out _);
            }
        }

        return known;
    }

    /// <summary>The lanes of disabled endpoints.</summary>
    public List<Lane> Disabled() => [.. _lanes.Values.Where(lane => lane.Health.DisabledReason is not null)];

    /// <summary>
    /// Takes over what the store has about endpoints that are new to this process; those it does not name are as if nothing had happened.
    /// </summary>
    public void Learn(IReadOnlyList<EndpointState> states)
    {
        var byId = states.ToDictionary(state => state.EndpointId, StringComparer.Ordinal);
        foreach (var lane in Known())
        {
            lane.Health.LearnFirst(byId.GetValueOrDefault(lane.Endpoint.Id));
        }
    }

    /// <summary>The lanes that wait for a slot and may have one.</summary>
    public List<Lane> WithBacklog() => [.. _lanes.Values.Where(lane => lane.HasBacklog && _registry.Find(lane.Endpoint.Id) is not null)];

    public Lane? Find(string endpointId) => _registry.Find(endpointId) is { } endpoint ? Get(endpoint) : null;

    /// <summary>Tells the pump that something of this lane is due, or that a slot came free.</summary>
    public void Wake(Lane lane)
    {
        lane.HasBacklog = true;
        Ring();
    }

    /// <summary>Tells the pump that something falls due after a time.</summary>
    public void NoteDue(TimeSpan dueIn)
    {
        // Timers count whole milliseconds; rounded down, the pump would look a moment too early, and for nothing.
        var wait = dueIn < LongestWait ? TimeSpan.FromMilliseconds(Math.Ceiling(dueIn.TotalMilliseconds)) : LongestWait;
        lock (_gate)
        {
            var at = _time.GetTimestamp() + (long)(wait.TotalSeconds * _time.TimestampFrequency);
            if (_sweepAt is { } earlier && earlier <= at)
            {
                return;
            }

            _sweepAt = at;
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Whether the time has come to ask for all lanes; asking starts a new reckoning of what falls due next.</summary>
    public bool TakeSweep()
    {
        lock (_gate)
        {
            var isDue = _isSweepDue;
            _isSweepDue = false;
            return isDue;
        }
    }

    private void OnDue()
    {
        lock (_gate)
        {
            // What is noted from here on is for a later sweep. Whatever was noted before is stored, and found by this one.
            _sweepAt = null;
            _isSweepDue = true;
            _bell.TrySetResult();
        }
    }

    public Task WaitAsync()
    {
        lock (_gate)
        {
            return _bell.Task;
        }
    }

    /// <summary>Forgets rings so far; called before the pump looks, so that what happens while it looks rings again.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            if (_bell.Task.IsCompleted)
            {
                _bell = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    public void Ring()
    {
        lock (_gate)
        {
            _bell.TrySetResult();
        }
    }

    public void Dispose() => _timer.Dispose();
}
