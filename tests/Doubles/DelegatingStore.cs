using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.Doubles;

/// <summary>Passes everything on to a store; a double overrides what it watches or changes.</summary>
/// <param name="inner">The store.</param>
public abstract class DelegatingStore(IWebhookStore inner) : IWebhookStore
{
    public virtual ValueTask OpenAsync(Action wake, CancellationToken cancellationToken) => inner.OpenAsync(wake, cancellationToken);

    public virtual ValueTask<IReadOnlyList<AddResult>> AddAsync(IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken) =>
        inner.AddAsync(messages, cancellationToken);

    public virtual ValueTask<LeaseBatch> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken) =>
        inner.LeaseAsync(request, cancellationToken);

    public virtual ValueTask<IReadOnlyList<bool>> RenewAsync(
        IReadOnlyList<DeliveryLease> leases, TimeSpan duration, CancellationToken cancellationToken) =>
        inner.RenewAsync(leases, duration, cancellationToken);

    public virtual ValueTask<IReadOnlyList<bool>> ReleaseAsync(
        IReadOnlyList<DeliveryLease> leases, TimeSpan dueIn, CancellationToken cancellationToken) =>
        inner.ReleaseAsync(leases, dueIn, cancellationToken);

    public virtual ValueTask<IReadOnlyList<SettleResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken) =>
        inner.SettleAsync(settlements, cancellationToken);

    public virtual ValueTask<IReadOnlyList<EndpointState>> GetEndpointStatesAsync(CancellationToken cancellationToken) =>
        inner.GetEndpointStatesAsync(cancellationToken);

    public virtual ValueTask<IReadOnlyList<EndpointState>> ChangeEndpointsAsync(
        IReadOnlyList<EndpointChange> changes, CancellationToken cancellationToken) =>
        inner.ChangeEndpointsAsync(changes, cancellationToken);

    public virtual ValueTask<IReadOnlyList<EndpointBacklog>> GetBacklogAsync(CancellationToken cancellationToken) =>
        inner.GetBacklogAsync(cancellationToken);

    public virtual ValueTask<Document?> GetDocumentAsync(string kind, string key, CancellationToken cancellationToken) =>
        inner.GetDocumentAsync(kind, key, cancellationToken);

    public virtual ValueTask<IReadOnlyList<Document>> FindDocumentsAsync(
        string kind, string? after, int limit, CancellationToken cancellationToken) =>
        inner.FindDocumentsAsync(kind, after, limit, cancellationToken);

    public virtual ValueTask<IReadOnlyList<long?>> PutDocumentsAsync(
        IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        inner.PutDocumentsAsync(writes, cancellationToken);

    public virtual ValueTask<WebhookMessage?> GetMessageAsync(string messageId, CancellationToken cancellationToken) =>
        inner.GetMessageAsync(messageId, cancellationToken);

    public virtual ValueTask<IReadOnlyList<DeliveryRecord>> FindDeliveriesAsync(DeliveryQuery query, CancellationToken cancellationToken) =>
        inner.FindDeliveriesAsync(query, cancellationToken);

    public virtual ValueTask<IReadOnlyList<bool>> ReplayAsync(IReadOnlyList<Replay> replays, CancellationToken cancellationToken) =>
        inner.ReplayAsync(replays, cancellationToken);

    public virtual ValueTask<IReadOnlyList<bool>> CloseAsync(IReadOnlyList<Closing> closings, CancellationToken cancellationToken) =>
        inner.CloseAsync(closings, cancellationToken);

    public virtual ValueTask<int> PurgeAsync(Retention retention, CancellationToken cancellationToken) =>
        inner.PurgeAsync(retention, cancellationToken);

    public virtual ValueTask<IReadOnlyList<FeedEntry>> ReadFeedAsync(long after, int limit, CancellationToken cancellationToken) =>
        inner.ReadFeedAsync(after, limit, cancellationToken);
}
