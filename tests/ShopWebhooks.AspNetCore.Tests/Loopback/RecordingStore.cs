using System.Collections.Concurrent;
using ShopWebhooks.Storage;

namespace ShopWebhooks.AspNetCore.Tests.Loopback;

/// <summary>A store that remembers what was added to it, and can be told to answer otherwise.</summary>
internal sealed class RecordingStore(IWebhookStore inner) : IWebhookStore
{
    public ConcurrentQueue<(NewMessage Message, AddResult Result)> Adds { get; } = new();

    /// <summary>What became of the messages, of those with this dedupe key or of all.</summary>
    public IEnumerable<AddOutcome> Outcomes(string? dedupeKey = null) => Adds
        .Where(add => dedupeKey is null || add.Message.Message.DedupeKey == dedupeKey)
        .Select(add => add.Result.Outcome);

    /// <summary>Answers, or throws, instead of the store.</summary>
    public Func<NewMessage, AddResult>? AddInstead { get; set; }

    public async ValueTask<IReadOnlyList<AddResult>> AddAsync(IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken)
    {
        var results = AddInstead is { } instead
            ? [.. messages.Select(instead)]
            : await inner.AddAsync(messages, cancellationToken);
        for (var i = 0; i < messages.Count; i++)
        {
            Adds.Enqueue((messages[i], results[i]));
        }

        return results;
    }

    public ValueTask OpenAsync(Action wake, CancellationToken cancellationToken) => inner.OpenAsync(wake, cancellationToken);

    public ValueTask<LeaseBatch> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken) =>
        inner.LeaseAsync(request, cancellationToken);

    public ValueTask<IReadOnlyList<bool>> RenewAsync(
        IReadOnlyList<DeliveryLease> leases, TimeSpan duration, CancellationToken cancellationToken) =>
        inner.RenewAsync(leases, duration, cancellationToken);

    public ValueTask<IReadOnlyList<bool>> ReleaseAsync(
        IReadOnlyList<DeliveryLease> leases, TimeSpan dueIn, CancellationToken cancellationToken) =>
        inner.ReleaseAsync(leases, dueIn, cancellationToken);

    public ValueTask<IReadOnlyList<SettleResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken) =>
        inner.SettleAsync(settlements, cancellationToken);

    public ValueTask<IReadOnlyList<EndpointState>> GetEndpointStatesAsync(CancellationToken cancellationToken) =>
        inner.GetEndpointStatesAsync(cancellationToken);

    public ValueTask<IReadOnlyList<EndpointState>> ChangeEndpointsAsync(
        IReadOnlyList<EndpointChange> changes, CancellationToken cancellationToken) =>
        inner.ChangeEndpointsAsync(changes, cancellationToken);

    public ValueTask<IReadOnlyList<EndpointBacklog>> GetBacklogAsync(CancellationToken cancellationToken) =>
        inner.GetBacklogAsync(cancellationToken);

    public ValueTask<Document?> GetDocumentAsync(string kind, string key, CancellationToken cancellationToken) =>
        inner.GetDocumentAsync(kind, key, cancellationToken);

    public ValueTask<IReadOnlyList<Document>> FindDocumentsAsync(
        string kind, string? after, int limit, CancellationToken cancellationToken) =>
        inner.FindDocumentsAsync(kind, after, limit, cancellationToken);

    public ValueTask<IReadOnlyList<long?>> PutDocumentsAsync(
        IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        inner.PutDocumentsAsync(writes, cancellationToken);

    public ValueTask<WebhookMessage?> GetMessageAsync(string messageId, CancellationToken cancellationToken) =>
        inner.GetMessageAsync(messageId, cancellationToken);

    public ValueTask<IReadOnlyList<DeliveryRecord>> FindDeliveriesAsync(DeliveryQuery query, CancellationToken cancellationToken) =>
        inner.FindDeliveriesAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<bool>> ReplayAsync(IReadOnlyList<Replay> replays, CancellationToken cancellationToken) =>
        inner.ReplayAsync(replays, cancellationToken);

    public ValueTask<IReadOnlyList<bool>> CloseAsync(IReadOnlyList<Closing> closings, CancellationToken cancellationToken) =>
        inner.CloseAsync(closings, cancellationToken);

    public ValueTask<int> PurgeAsync(Retention retention, CancellationToken cancellationToken) =>
        inner.PurgeAsync(retention, cancellationToken);

    public ValueTask<IReadOnlyList<FeedEntry>> ReadFeedAsync(long after, int limit, CancellationToken cancellationToken) =>
        inner.ReadFeedAsync(after, limit, cancellationToken);
}
