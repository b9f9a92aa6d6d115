using ShopWebhooks.Storage;

namespace ShopWebhooks.Benchmarks.Sending;

/// <summary>Passes everything on to a store, and tells how many deliveries were recorded as delivered.</summary>
internal sealed class CountingStore(IWebhookStore store) : IWebhookStore
{
    /// <summary>Told of each batch that was settled, how many of it were delivered.</summary>
    public Action<int>? Delivered { get; set; }

    public async ValueTask<IReadOnlyList<SettleResult>> SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        var results = await store.SettleAsync(settlements, cancellationToken);
        var delivered = 0;
        for (var i = 0; i < results.Count; i++)
        {
            delivered += settlements[i].State == DeliveryState.Delivered && results[i].Outcome == SettleOutcome.Settled ? 1 : 0;
        }

        Delivered?.Invoke(delivered);
        return results;
    }

    public ValueTask OpenAsync(Action wake, CancellationToken cancellationToken) => store.OpenAsync(wake, cancellationToken);

    public ValueTask<IReadOnlyList<AddResult>> AddAsync(IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken) =>
        store.AddAsync(messages, cancellationToken);

    public ValueTask<LeaseBatch> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken) => store.LeaseAsync(request, cancellationToken);

    public ValueTask<IReadOnlyList<bool>> RenewAsync(
        IReadOnlyList<DeliveryLease> leases, TimeSpan duration, CancellationToken cancellationToken) =>
        store.RenewAsync(leases, duration, cancellationToken);

    public ValueTask<IReadOnlyList<bool>> ReleaseAsync(
        IReadOnlyList<DeliveryLease> leases, TimeSpan dueIn, CancellationToken cancellationToken) =>
        store.ReleaseAsync(leases, dueIn, cancellationToken);

    public ValueTask<IReadOnlyList<EndpointState>> GetEndpointStatesAsync(CancellationToken cancellationToken) =>
        store.GetEndpointStatesAsync(cancellationToken);

    public ValueTask<IReadOnlyList<EndpointState>> ChangeEndpointsAsync(IReadOnlyList<EndpointChange> changes, CancellationToken cancellationToken) =>
        store.ChangeEndpointsAsync(changes, cancellationToken);

    public ValueTask<IReadOnlyList<EndpointBacklog>> GetBacklogAsync(CancellationToken cancellationToken) =>
        store.GetBacklogAsync(cancellationToken);

    public ValueTask<Document?> GetDocumentAsync(string kind, string key, CancellationToken cancellationToken) =>
        store.GetDocumentAsync(kind, key, cancellationToken);

    public ValueTask<IReadOnlyList<Document>> FindDocumentsAsync(
        string kind, string? after, int limit, CancellationToken cancellationToken) =>
        store.FindDocumentsAsync(kind, after, limit, cancellationToken);

    public ValueTask<IReadOnlyList<long?>> PutDocumentsAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        store.PutDocumentsAsync(writes, cancellationToken);

    public ValueTask<WebhookMessage?> GetMessageAsync(string messageId, CancellationToken cancellationToken) =>
        store.GetMessageAsync(messageId, cancellationToken);

    public ValueTask<IReadOnlyList<DeliveryRecord>> FindDeliveriesAsync(DeliveryQuery query, CancellationToken cancellationToken) =>
        store.FindDeliveriesAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<bool>> ReplayAsync(IReadOnlyList<Replay> replays, CancellationToken cancellationToken) =>
        store.ReplayAsync(replays, cancellationToken);

    public ValueTask<IReadOnlyList<bool>> CloseAsync(IReadOnlyList<Closing> closings, CancellationToken cancellationToken) =>
        store.CloseAsync(closings, cancellationToken);

    public ValueTask<int> PurgeAsync(Retention retention, CancellationToken cancellationToken) => store.PurgeAsync(retention, cancellationToken);

    public ValueTask<IReadOnlyList<FeedEntry>> ReadFeedAsync(long after, int limit, CancellationToken cancellationToken) =>
        store.ReadFeedAsync(after, limit, cancellationToken);
}
