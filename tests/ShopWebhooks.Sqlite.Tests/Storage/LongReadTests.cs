using Microsoft.Extensions.Logging.Abstractions;
using ShopWebhooks.Sqlite.Storage;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Tests.Storage;

/// <remarks>A query that reads all messages to find none; what happens meanwhile, happens when it looks at the clock.</remarks>
internal sealed class LongReadTests
{
    private static readonly DeliveryQuery Rare = new() { Tenant = "rare" };

    private TemporaryFolder _folder = null!;
    private WatchedClock _clock = null!;
    private SqliteStore _store = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        _folder = new TemporaryFolder();
        _clock = new WatchedClock();
        _store = new SqliteStore($"Data Source={_folder.File("shop-webhooks.db")};Pooling=False", _clock, NullLogger<SqliteStore>.Instance);
        await _store.OpenAsync(() => { }, default);
        foreach (var batch in Enumerable.Range(0, 10_000).Chunk(1000))
        {
            await _store.AddAsync([.. batch.Select(New)], default);
        }
    }

    [TearDown]
    public void Close()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task A_query_ends_when_its_caller_gives_up()
    {
        using var cancel = new CancellationTokenSource();
        _clock.Asked = cancel.Cancel;

        await _store.Invoking(store => store.FindDeliveriesAsync(Rare, cancel.Token).AsTask()).Should().ThrowAsync<OperationCanceledException>();
    }

    [Test]
    public async Task A_query_ends_after_30_seconds_and_the_next_one_has_as_long()
    {
        _clock.Asked = () => _clock.Now += TimeSpan.FromSeconds(20).Ticks;

        await _store.Invoking(store => store.FindDeliveriesAsync(Rare, default).AsTask()).Should().ThrowAsync<StoreUnavailableException>()
            .WithMessage($"A query of the SQLite file '{_store.OpenFile.Path}' has not ended in 30 seconds. "
                + "Ask for fewer messages: of a shorter time, or with a smaller limit.");

        TimeSpan.FromTicks(_clock.Now).Should().BeLessThan(TimeSpan.FromSeconds(90), "it looks at the clock every 20 seconds of this test");
        _clock.Asked = null;
        (await _store.FindDeliveriesAsync(Rare, default)).Should().BeEmpty();
    }

    private static NewMessage New(int number) => new(
        new WebhookMessage
        {
            Id = $"msg_{number}",
            EventType = "new_order",
            Origin = WebhookMessage.LocalOrigin,
            CreatedAt = DateTimeOffset.UnixEpoch,
            Payload = "{}"u8.ToArray(),
        },
        [new NewDelivery("crm")]);

    private sealed class WatchedClock : TimeProvider
    {
        public long Now { get; set; }

        public Action? Asked { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

        public override long GetTimestamp()
        {
            Asked?.Invoke();
            return Now;
        }
    }
}
