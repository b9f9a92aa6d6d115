using ShopWebhooks.Sqlite.Storage;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;
using ShopWebhooks.Tests.StoreConformance;

namespace ShopWebhooks.Sqlite.Tests.Storage;

internal sealed class SqliteStoreTests : WebhookStoreTests
{
    private readonly List<TemporaryFolder> _folders = [];
    private ManualTimeProvider _clock = new();

    [OneTimeTearDown]
    public void RemoveFiles() => _folders.ForEach(folder => folder.Dispose());

    protected override ValueTask<IWebhookStore> CreateStoreAsync()
    {
        var folder = new TemporaryFolder();
        _folders.Add(folder);
        _clock = new ManualTimeProvider();
        return new(new SqliteStore($"Data Source={folder.File("shop-webhooks.db")};Pooling=False", _clock));
    }

    protected override ValueTask AdvanceAsync(TimeSpan by)
    {
        _clock.Advance(by);
        return ValueTask.CompletedTask;
    }
}
