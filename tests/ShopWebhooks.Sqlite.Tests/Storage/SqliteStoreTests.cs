using Microsoft.Extensions.Logging.Abstractions;
using ShopWebhooks.Sqlite.Storage;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;
using ShopWebhooks.Tests.StoreConformance;

namespace ShopWebhooks.Sqlite.Tests.Storage;

/// <remarks>
/// A crash leaves the file and its log as they are at that moment: they are copied, and the store that had them goes on, unheard. What
/// the end of a real process does is shown by the crash tests.
/// </remarks>
internal sealed class SqliteStoreTests : DurableStoreTests
{
    private readonly List<IDisposable> _leftovers = [];
    private ManualTimeProvider _clock = new();
    private string _path = "";

    [TearDown]
    public void RemoveFiles()
    {
        // Stores before the folders that their files are in.
        foreach (var leftover in _leftovers.OrderBy(leftover => leftover is TemporaryFolder))
        {
            leftover.Dispose();
        }

        _leftovers.Clear();
    }

    protected override ValueTask<IWebhookStore> CreateStoreAsync()
    {
        _clock = new ManualTimeProvider();
        _path = NewPath();
        return CreateStoreAgainAsync();
    }

    protected override ValueTask<IWebhookStore> CreateStoreAgainAsync()
    {
        var store = new SqliteStore($"Data Source={_path};Pooling=False", _clock, NullLogger<SqliteStore>.Instance);
        _leftovers.Add(store);
        return new(store);
    }

    protected override ValueTask AdvanceAsync(TimeSpan by)
    {
        _clock.Advance(by);
        return ValueTask.CompletedTask;
    }

    protected override ValueTask EndStoreAsync(StoreEnd end)
    {
        if (end == StoreEnd.Orderly)
        {
            ((SqliteStore)Store).Dispose();
            return ValueTask.CompletedTask;
        }

        var copy = NewPath();
        File.Copy(_path, copy);
        File.Copy(_path + "-wal", copy + "-wal");
        _path = copy;
        return ValueTask.CompletedTask;
    }

    private string NewPath()
    {
        var folder = new TemporaryFolder();
        _leftovers.Add(folder);
        return folder.File("shop-webhooks.db");
    }
}
