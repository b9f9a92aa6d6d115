using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.Delivery;

/// <summary>A store that counts what it is asked, and lets a test fail, delay or change its answers.</summary>
internal sealed class ObservedStore(IWebhookStore inner) : IWebhookStore
{
    public Func<IReadOnlyList<NewMessage>, Task>? BeforeAdd { get; set; }

    public Func<Task>? BeforeLease { get; set; }

    public Func<Task>? BeforeRenew { get; set; }

    public Func<Task>? BeforeSettle { get; set; }

    public Func<Task>? BeforeRelease { get; set; }

    /// <summary>What the engine gave the store to be woken by.</summary>
    public Action Wake { get; private set; } = () => { };

    /// <summary>Says that every lease is lost.</summary>
    public bool DeniesRenewal { get; set; }

    public int Leases { get; private set; }

    public int Renewals { get; private set; }

    public int Settlements { get; private set; }

    public List<DeliveryLease> Released { get; } = [];

    public ValueTask OpenAsync(Action wake, CancellationToken cancellationToken)
    {
        Wake = wake;
        return inner.OpenAsync(wake, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<AddResult>> AddAsync(IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken)
    {
        await (BeforeAdd?.Invoke(messages) ?? Task.CompletedTask);
        return await inner.AddAsync(messages, cancellationToken);
    }

    public async ValueTask<LeaseBatch> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        Leases++;
        await (BeforeLease?.Invoke() ?? Task.CompletedTask);
        return await inner.LeaseAsync(request, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<bool>> RenewAsync(
        IReadOnlyList<DeliveryLease> leases, TimeSpan duration, CancellationToken cancellationToken)
    {
        Renewals++;
        await (BeforeRenew?.Invoke() ?? Task.CompletedTask);
        return DeniesRenewal ? [.. leases.Select(_ => false)] : await inner.RenewAsync(leases, duration, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<bool>> ReleaseAsync(
        IReadOnlyList<DeliveryLease> leases, TimeSpan dueIn, CancellationToken cancellationToken)
    {
        Released.AddRange(leases);
        await (BeforeRelease?.Invoke() ?? Task.CompletedTask);
        return await inner.ReleaseAsync(leases, dueIn, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<SettleResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        Settlements++;
        await (BeforeSettle?.Invoke() ?? Task.CompletedTask);
        return await inner.SettleAsync(settlements, cancellationToken);
    }

    public ValueTask<IReadOnlyList<EndpointState>> GetEndpointStatesAsync(CancellationToken cancellationToken) =>
        inner.GetEndpointStatesAsync(cancellationToken);

    public ValueTask<IReadOnlyList<EndpointState>> ChangeEndpointsAsync(
        IReadOnlyList<EndpointChange> changes, CancellationToken cancellationToken) => inner.ChangeEndpointsAsync(changes, cancellationToken);

    public ValueTask<IReadOnlyList<EndpointBacklog>> GetBacklogAsync(CancellationToken cancellationToken) =>
        inner.GetBacklogAsync(cancellationToken);

    public ValueTask<Document?> GetDocumentAsync(string kind, string key, CancellationToken cancellationToken) =>
        inner.GetDocumentAsync(kind, key, cancellationToken);

    public ValueTask<IReadOnlyList<Document>> FindDocumentsAsync(
        string kind, string? after, int limit, CancellationToken cancellationToken) =>
        inner.FindDocumentsAsync(kind, after, limit, cancellationToken);

    public ValueTask<IReadOnlyList<long?>> PutDocumentsAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
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
