using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Delivery;

/// <summary>A store that counts what it is asked, and lets a test fail, delay or change its answers.</summary>
internal sealed class ObservedStore(IWebhookStore inner) : DelegatingStore(inner)
{
    public Func<IReadOnlyList<NewMessage>, Task>? BeforeAdd { get; set; }

    /// <summary>Comes between a write that took effect and its answer.</summary>
    public Action? AfterAdd { get; set; }

    public Func<Task>? BeforeLease { get; set; }

    public Func<Task>? BeforeRenew { get; set; }

    public Func<Task>? BeforeSettle { get; set; }

    public Func<Task>? BeforeRelease { get; set; }

    public Func<Task>? BeforeClose { get; set; }

    public Func<Task>? BeforePurge { get; set; }

    public Func<Task>? BeforeChange { get; set; }

    /// <summary>Comes between a write of documents that took effect and its answer.</summary>
    public Func<Task>? AfterPut { get; set; }

    /// <summary>What the engine gave the store to be woken by.</summary>
    public Action Wake { get; private set; } = () => { };

    /// <summary>Says that every lease is lost.</summary>
    public bool DeniesRenewal { get; set; }

    public int Leases { get; private set; }

    public int Renewals { get; private set; }

    public int Settlements { get; private set; }

    public int Purges { get; private set; }

    public List<DeliveryLease> Released { get; } = [];

    public List<DeliveryQuery> Queries { get; } = [];

    public override ValueTask OpenAsync(Action wake, CancellationToken cancellationToken)
    {
        Wake = wake;
        return base.OpenAsync(wake, cancellationToken);
    }

    public override async ValueTask<IReadOnlyList<AddResult>> AddAsync(IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken)
    {
        await (BeforeAdd?.Invoke(messages) ?? Task.CompletedTask);
        var results = await base.AddAsync(messages, cancellationToken);
        AfterAdd?.Invoke();
        return results;
    }

    public override async ValueTask<LeaseBatch> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        Leases++;
        await (BeforeLease?.Invoke() ?? Task.CompletedTask);
        return await base.LeaseAsync(request, cancellationToken);
    }

    public override async ValueTask<IReadOnlyList<bool>> RenewAsync(
        IReadOnlyList<DeliveryLease> leases, TimeSpan duration, CancellationToken cancellationToken)
    {
        Renewals++;
        await (BeforeRenew?.Invoke() ?? Task.CompletedTask);
        return DeniesRenewal ? [.. leases.Select(_ => false)] : await base.RenewAsync(leases, duration, cancellationToken);
    }

    public override async ValueTask<IReadOnlyList<bool>> ReleaseAsync(
        IReadOnlyList<DeliveryLease> leases, TimeSpan dueIn, CancellationToken cancellationToken)
    {
        Released.AddRange(leases);
        await (BeforeRelease?.Invoke() ?? Task.CompletedTask);
        return await base.ReleaseAsync(leases, dueIn, cancellationToken);
    }

    public override async ValueTask<IReadOnlyList<SettleResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        Settlements++;
        await (BeforeSettle?.Invoke() ?? Task.CompletedTask);
        return await base.SettleAsync(settlements, cancellationToken);
    }

    public override ValueTask<IReadOnlyList<DeliveryRecord>> FindDeliveriesAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        Queries.Add(query);
        return base.FindDeliveriesAsync(query, cancellationToken);
    }

    public override async ValueTask<IReadOnlyList<bool>> CloseAsync(IReadOnlyList<Closing> closings, CancellationToken cancellationToken)
    {
        await (BeforeClose?.Invoke() ?? Task.CompletedTask);
        return await base.CloseAsync(closings, cancellationToken);
    }

    public override async ValueTask<int> PurgeAsync(Retention retention, CancellationToken cancellationToken)
    {
        Purges++;
        await (BeforePurge?.Invoke() ?? Task.CompletedTask);
        return await base.PurgeAsync(retention, cancellationToken);
    }

    public override async ValueTask<IReadOnlyList<EndpointState>> ChangeEndpointsAsync(
        IReadOnlyList<EndpointChange> changes, CancellationToken cancellationToken)
    {
        await (BeforeChange?.Invoke() ?? Task.CompletedTask);
        return await base.ChangeEndpointsAsync(changes, cancellationToken);
    }

    public override async ValueTask<IReadOnlyList<long?>> PutDocumentsAsync(
        IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        var after = AfterPut;
        var versions = await base.PutDocumentsAsync(writes, cancellationToken);
        await (after?.Invoke() ?? Task.CompletedTask);
        return versions;
    }
}
