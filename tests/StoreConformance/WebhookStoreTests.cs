using System.Text;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

/// <summary>
/// What every store does. A store's test class derives from this one, or from <see cref="DurableStoreTests"/>, and is called after the store.
/// </summary>
/// <remarks>
/// Each test gets a store of its own, empty and open, and moves its clock by <see cref="AdvanceAsync"/>. Nothing here knows how a store
/// keeps anything. A store that counts on a clock which cannot stand still says in <see cref="Tolerance"/> by how much it may differ.
/// </remarks>
internal abstract partial class WebhookStoreTests
{
    protected static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(30);
    private const int TokensPerRequest = 1_000;

    private static int _messages;
    private long _tokens = 1;
    private int _wakes;

    protected IWebhookStore Store { get; private set; } = null!;

    protected virtual TimeSpan Tolerance => TimeSpan.Zero;

    [SetUp]
    public async Task OpenStore() => await OpenAsync(await CreateStoreAsync());

    [TearDown]
    public Task CloseStore() => DisposeAsync(Store);

    /// <summary>Makes an empty store that has not been opened.</summary>
    protected abstract ValueTask<IWebhookStore> CreateStoreAsync();

    /// <summary>Moves the clock of <see cref="Store"/>.</summary>
    protected abstract ValueTask AdvanceAsync(TimeSpan by);

    protected static WebhookMessage Message() => new()
    {
        Id = $"msg_{Interlocked.Increment(ref _messages):x32}",
        EventType = "new_order",
        Origin = WebhookMessage.LocalOrigin,
        CreatedAt = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero),
        Payload = """{"event":"new_order","customer_id":"SB-9921","status":"paid"}"""u8.ToArray(),
    };

    protected static NewMessage Owing(params string[] endpoints) => Owing(Message(), endpoints);

    protected static NewMessage Owing(WebhookMessage message, params string[] endpoints) =>
        new(message, [.. endpoints.Select(endpoint => new NewDelivery(endpoint))]);

    protected static NewMessage Ordered(string orderingKey, params string[] endpoints) =>
        Owing(Message() with { OrderingKey = orderingKey }, endpoints);

    protected static WebhookMessage Keyed(string dedupeKey, string origin = "shopbotly") =>
        Message() with { DedupeKey = dedupeKey, Origin = origin };

    protected static DeliveryAttempt Attempt(int number = 1, AttemptOutcome outcome = AttemptOutcome.Delivered) => new()
    {
        Number = number,
        StartedAt = new DateTimeOffset(2026, 11, 22, 12, 0, 1, TimeSpan.Zero),
        Duration = TimeSpan.FromMilliseconds(120),
        Outcome = outcome,
        StatusCode = 200,
        Decision = "decided by a test",
    };

    protected static Settlement Delivered(DeliveryLease lease) => new(lease, Attempt(), DeliveryState.Delivered);

    protected static Settlement Dead(DeliveryLease lease, string reason = "given up") =>
        new(lease, Attempt(outcome: AttemptOutcome.Rejected), DeliveryState.Dead) { Reason = reason };

    protected static Settlement Retry(DeliveryLease lease, TimeSpan retryIn = default) =>
        new(lease, Attempt(outcome: AttemptOutcome.Failed), DeliveryState.Open) { RetryIn = retryIn };

    protected static Settlement Retry(LeasedDelivery delivery, TimeSpan retryIn = default) => Retry(delivery.Lease, retryIn);

    protected static ReadOnlyMemory<byte> Json(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A fencing token that nobody else has.</summary>
    protected long NextToken() => Interlocked.Add(ref _tokens, TokensPerRequest);

    protected LeaseGrant NextGrant() => new(NextToken(), LeaseTime);

    protected NewMessage HandedOff(WebhookMessage message, string endpoint = "crm") =>
        new(message, [new NewDelivery(endpoint) { Lease = NextGrant() }]);

    protected async Task<AddResult> AddAsync(NewMessage message) => (await Store.AddAsync([message], default)).Single();

    /// <summary>Adds a message and returns the number of its first delivery.</summary>
    protected async Task<long> AddDeliveryAsync(NewMessage message)
    {
        var result = await AddAsync(message);
        result.Outcome.Should().Be(AddOutcome.Added);
        return result.Deliveries[0].DeliveryId;
    }

    protected async Task<LeaseBatch> LeaseAsync(params string[] endpoints) => await Store.LeaseAsync(
        new LeaseRequest([.. endpoints.Select(endpoint => new LaneRoom(endpoint, 100, LeaseTime))], NextToken(), 500), default);

    protected async Task<LeaseBatch> LeaseAsync(int limit, params LaneRoom[] lanes) =>
        await Store.LeaseAsync(new LeaseRequest(lanes, NextToken(), limit), default);

    /// <summary>Leases the one delivery that is due.</summary>
    protected async Task<LeasedDelivery> LeaseOneAsync(string endpoint = "crm") => (await LeaseAsync(endpoint)).Deliveries.Single();

    protected async Task<long[]> LeaseNumbersAsync(string endpoint = "crm") =>
        [.. (await LeaseAsync(endpoint)).Deliveries.Select(delivery => delivery.Lease.DeliveryId)];

    protected async Task<SettleResult> SettleAsync(Settlement settlement) => (await Store.SettleAsync([settlement], default)).Single();

    protected async Task SettledAsync(Settlement settlement) =>
        (await SettleAsync(settlement)).Outcome.Should().Be(SettleOutcome.Settled);

    protected async Task<DeliveryRecord> FindAsync(long deliveryId) =>
        (await Store.FindDeliveriesAsync(new DeliveryQuery { After = deliveryId - 1, Limit = 1 }, default))
            .Should().ContainSingle(record => record.DeliveryId == deliveryId).Subject;

    protected async Task<EndpointState> ChangeAsync(EndpointChange change) =>
        (await Store.ChangeEndpointsAsync([change], default)).Single();

    protected void ShouldBe(TimeSpan? actual, TimeSpan expected) => actual.Should().NotBeNull().And.BeCloseTo(expected, Tolerance);

    protected async Task OpenAsync(IWebhookStore store)
    {
        Store = store;
        _wakes = 0;
        await store.OpenAsync(() => Interlocked.Increment(ref _wakes), default);
    }

    protected static async Task DisposeAsync(IWebhookStore store)
    {
        switch (store)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }

    /// <summary>Runs the same on several threads that start together.</summary>
    protected static async Task<T[]> TogetherAsync<T>(int count, Func<int, Task<T>> run)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var runs = Enumerable.Range(0, count).Select(async index =>
        {
            await start.Task;
            return await run(index);
        }).ToArray();
        start.SetResult();
        return await Task.WhenAll(runs);
    }
}
