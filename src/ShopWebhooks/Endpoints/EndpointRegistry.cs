using System.Collections.Concurrent;
using System.Collections.Frozen;
using ShopWebhooks.Events;
using ShopWebhooks.Providers;
using ShopWebhooks.Receiving;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Endpoints;

/// <summary>
/// The endpoints this process knows, outside and in-process, and which of them a message is owed to. Follows the configuration: a
/// change makes a new snapshot, and a message is matched against one snapshot as a whole.
/// </summary>
internal sealed class EndpointRegistry(
    LiveOptions options, EventCatalog catalog, HandlerSet handlers, StoredEndpoints stored, ProviderSet providers, IBodySchemaReader? schemas = null)
{
    private Snapshot? _snapshot;

    /// <summary>All endpoints outside of this process, ordered by id.</summary>
    public IReadOnlyList<WebhookEndpoint> Outside => Current.Outside;

    /// <summary>All endpoints, outside and in-process.</summary>
    public IReadOnlyList<WebhookEndpoint> Known => Current.Known;

    /// <summary>The endpoint with this id, as it is kept; null when there is none.</summary>
    public WebhookEndpoint? Find(string id) => Current.ById.GetValueOrDefault(id);

    /// <summary>Whether an endpoint is declared in code or configuration.</summary>
    public bool IsDeclared(string id) => options.Value.Endpoints.ContainsKey(id);

    /// <summary>The endpoint outside with this id, in any case.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public WebhookEndpoint Get(string endpointId)
    {
        ArgumentNullException.ThrowIfNull(endpointId);
        return Find(endpointId.ToLowerInvariant()) is { IsInProcess: false } endpoint
            ? endpoint
            : throw new ArgumentException(
                $"There is no endpoint '{endpointId}'; declare it with AddEndpoint(\"{endpointId}\", …) or under Endpoints:{endpointId} of the configuration,"
                + " or add it with IWebhookEndpoints.AddAsync.",
                nameof(endpointId));
    }

    /// <summary>The endpoints a message is owed to.</summary>
    /// <remarks>
    /// Endpoints outside are owed what the application dispatches and never what was received, so that nothing loops; handlers choose
    /// by origin.
    /// </remarks>
    public IReadOnlyList<WebhookEndpoint> Match(WebhookMessage message)
    {
        var candidates = Match(message.Origin, message.EventType);
        List<WebhookEndpoint>? wanting = null;
        for (var i = 0; i < candidates.Length; i++)
        {
            if (!candidates[i].Wants(message))
            {
                wanting ??= [.. candidates.AsSpan(0, i)];
            }
            else
            {
                wanting?.Add(candidates[i]);
            }
        }

        return wanting ?? (IReadOnlyList<WebhookEndpoint>)candidates;
    }

    /// <summary>The endpoints that a message may be owed to, whatever its tenant and payload.</summary>
    private WebhookEndpoint[] Match(string origin, string eventType)
    {
        var current = Current;

        // Senders may invent event types without end; only matches of the catalog's are remembered.
        if (catalog.Find(eventType) is not { } known)
        {
            return Match(current, origin, eventType, null);
        }

        return current.Matches.TryGetValue((origin, known), out var matches)
            ? matches
            : current.Matches.GetOrAdd((origin, known), Match(current, origin, eventType, known));
    }

    private Snapshot Current
    {
        get
        {
            var value = options.Value;
            var atRunTime = stored.All;
            var snapshot = _snapshot;
            return snapshot is not null && ReferenceEquals(snapshot.Options, value) && ReferenceEquals(snapshot.Stored, atRunTime)
                ? snapshot
                : _snapshot = Build(value, atRunTime, snapshot);
        }
    }

    private Snapshot Build(ShopWebhooksOptions value, IReadOnlyDictionary<string, WebhookEndpoint> atRunTime, Snapshot? before)
    {
        // One that is added at run time does not have all that are declared made anew, with their schemas and keyed hashes. The validator has
        // run the same construction over the options and let nothing invalid pass.
        var declared = ReferenceEquals(before?.Options, value)
            ? before.Declared
            : [.. value.Endpoints.Select(pair => EndpointFactory.Create(pair.Key, pair.Value, pair.Key, providers, schemas, [])).OfType<WebhookEndpoint>()];

        // What is declared comes first, and rules: somebody has deployed it, knowing.
        WebhookEndpoint[] outside =
        [
            .. declared.Concat(atRunTime.Values)
                .DistinctBy(endpoint => endpoint.Id, StringComparer.Ordinal)
                .OrderBy(endpoint => endpoint.Id, StringComparer.Ordinal),
        ];
        WebhookEndpoint[] known = [.. outside, .. handlers.All.Select(handler => handler.Endpoint)];
        return new Snapshot(value, atRunTime, declared, outside, known, known.ToFrozenDictionary(endpoint => endpoint.Id, StringComparer.Ordinal));
    }

    private WebhookEndpoint[] Match(Snapshot current, string origin, string eventType, EventType? known)
    {
        var matches = new List<WebhookEndpoint>();
        if (origin == WebhookMessage.LocalOrigin)
        {
            matches.AddRange(current.Outside.Where(endpoint => endpoint.Events.Matches(eventType, known?.IsByNameOnly ?? false)));
        }

        matches.AddRange(handlers.All.Where(handler => handler.Find(origin, known) is not null).Select(handler => handler.Endpoint));
        return [.. matches];
    }

    private sealed record Snapshot(
        ShopWebhooksOptions Options,
        IReadOnlyDictionary<string, WebhookEndpoint> Stored,
        WebhookEndpoint[] Declared,
        WebhookEndpoint[] Outside,
        WebhookEndpoint[] Known,
        FrozenDictionary<string, WebhookEndpoint> ById)
    {
        public ConcurrentDictionary<(string Origin, EventType EventType), WebhookEndpoint[]> Matches { get; } = new();
    }
}
