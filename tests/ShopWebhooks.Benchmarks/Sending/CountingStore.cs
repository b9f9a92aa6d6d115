using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Benchmarks.Sending;

/// <summary>Passes everything on to a store, and tells how many deliveries were recorded as delivered.</summary>
internal sealed class CountingStore(IWebhookStore store) : DelegatingStore(store), IDisposable
{
    private readonly ConcurrentDictionary<long, bool> _leased = new();
    private readonly IDisposable? _disposable = store as IDisposable;

    /// <summary>The endpoint whose deliveries alone are counted, of those that were stored before; null for all.</summary>
    public string? OnlyEndpoint { get; set; }

    /// <summary>Told of each batch that was settled, how many of it were delivered.</summary>
    public Action<int>? Delivered { get; set; }

    /// <summary>Puts one before the store that was chosen; returns how to find it.</summary>
    public static Func<IServiceProvider, CountingStore> Watch(IServiceCollection services)
    {
        var chosen = services.Last(service => service.ServiceType == typeof(IWebhookStore)).ImplementationFactory!;
        services.AddSingleton<IWebhookStore>(provider => new CountingStore((IWebhookStore)chosen(provider)));
        return provider => (CountingStore)provider.GetRequiredService<IWebhookStore>();
    }

    public override async ValueTask<LeaseBatch> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        var batch = await base.LeaseAsync(request, cancellationToken);
        foreach (var delivery in batch.Deliveries.Where(delivery => delivery.EndpointId == OnlyEndpoint))
        {
            _leased[delivery.Lease.DeliveryId] = true;
        }

        return batch;
    }

    public override async ValueTask<IReadOnlyList<SettleResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        var results = await base.SettleAsync(settlements, cancellationToken);
        var delivered = 0;
        for (var i = 0; i < results.Count; i++)
        {
            var isCounted = OnlyEndpoint is null || _leased.ContainsKey(settlements[i].Lease.DeliveryId);
            delivered += isCounted && settlements[i].State == DeliveryState.Delivered && results[i].Outcome == SettleOutcome.Settled ? 1 : 0;
        }

        Delivered?.Invoke(delivered);
        return results;
    }

    public void Dispose() => _disposable?.Dispose();
}
