using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Sqlite;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Benchmarks.Storage;

/// <summary>A SQLite file in a folder of its own, which is gone when the benchmark is over.</summary>
/// <remarks>The folder is a temporary one: where that is in memory, a commit costs nothing, and <c>TMPDIR</c> should name a disk.</remarks>
internal sealed class StoreFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shop-webhooks-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "shop-webhooks.db");

    public string ConnectionString => $"Data Source={Path};Pooling=False";

    /// <summary>A file with the tables and indexes that the store makes, and nothing in them.</summary>
    public static async Task<StoreFile> CreateAsync()
    {
        var file = new StoreFile();
        await using var store = await file.OpenAsync();
        return file;
    }

    /// <summary>The store itself, open, without an engine that works on it.</summary>
    public async Task<ServiceProvider> OpenAsync()
    {
        var services = new ServiceCollection();
        services.AddShopWebhooks().UseSqlite(ConnectionString);
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IWebhookStore>().OpenAsync(() => { }, CancellationToken.None);
        return provider;
    }

    /// <summary>A copy of a file that nobody has open. It is on the disk, so that nobody's commit waits for it later.</summary>
    public StoreFile Copy()
    {
        var copy = new StoreFile();
        File.Copy(Path, copy.Path);
        using var written = File.OpenHandle(copy.Path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(written);
        return copy;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
