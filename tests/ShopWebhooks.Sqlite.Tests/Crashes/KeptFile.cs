using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using ShopWebhooks.Sqlite.Storage;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Tests.Crashes;

/// <summary>What a file holds after its last owner has ended.</summary>
/// <param name="Messages">The messages, in order of acceptance.</param>
/// <param name="Deliveries">The deliveries.</param>
internal sealed record KeptFile(IReadOnlyList<FeedEntry> Messages, IReadOnlyList<DeliveryRecord> Deliveries)
{
    private const int Page = 1000;

    public static async Task<KeptFile> ReadAsync(string path)
    {
        using var store = new SqliteStore($"Data Source={path};Pooling=False", TimeProvider.System, NullLogger<SqliteStore>.Instance);
        await store.OpenAsync(() => { }, CancellationToken.None);
        var messages = new List<FeedEntry>();
        while (await store.ReadFeedAsync(messages.Count == 0 ? 0 : messages[^1].Position, Page, CancellationToken.None) is { Count: > 0 } page)
        {
            messages.AddRange(page);
        }

        var deliveries = new List<DeliveryRecord>();
        var query = new DeliveryQuery { Limit = Page };
        while (await store.FindDeliveriesAsync(query, CancellationToken.None) is { Count: > 0 } page)
        {
            deliveries.AddRange(page);
            query = query with { After = page[^1].DeliveryId };
        }

        return new KeptFile(messages, deliveries);
    }

    /// <summary>What SQLite itself finds wrong with a file; "ok" for nothing.</summary>
    public static string CheckIntegrity(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using var command = new SqliteCommand("PRAGMA integrity_check", connection);
        return (string)command.ExecuteScalar()!;
    }
}
