using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Sqlite.Storage;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite;

/// <summary>Keeps messages in a SQLite file.</summary>
public static class SqliteBuilderExtensions
{
    /// <summary>
    /// Keeps messages, deliveries and all else in a SQLite file, in place of the memory: what was accepted survives the process. The file is
    /// made when the host starts; beside it stand its log (<c>-wal</c>, <c>-shm</c>) and the file by which one process owns it
    /// (<c>.lock</c>). All of them belong on a local disk.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">
    /// Names the file, <c>Data Source=shop-webhooks.db</c>; a relative path begins at the working directory of the process.
    /// </param>
    /// <exception cref="ArgumentException">The connection string is not one, or names no file that can be written.</exception>
    /// <exception cref="InvalidOperationException">Another file was chosen before, or the application registered a store of its own.</exception>
    public static IShopWebhooksBuilder UseSqlite(this IShopWebhooksBuilder builder, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var file = new ChosenFile(Check(connectionString));
        switch (builder.Services.LastOrDefault(service => service.ImplementationInstance is ChosenFile)?.ImplementationInstance)
        {
            case ChosenFile same when same.ConnectionString == file.ConnectionString:
                return builder;
            case ChosenFile other:
                throw new InvalidOperationException($"UseSqlite was called for {other} before, and now for {file}. Call it once: one store keeps everything.");
        }

        if (builder.Services.Any(service => service.ServiceType == typeof(IWebhookStore) && !IsDefault(service)))
        {
            throw new InvalidOperationException(
                $"UseSqlite was called for {file}, and an IWebhookStore of the application's own was registered before. Leave one of them out: "
                + "one store keeps everything.");
        }

        builder.Services.AddSingleton(file);
        builder.Services.Replace(ServiceDescriptor.Singleton<IWebhookStore>(
            services => new SqliteStore(
                file.ConnectionString, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<SqliteStore>>())));
        return builder;
    }

    private static string Check(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var settings = Read(connectionString);
        if (settings.Mode is SqliteOpenMode.Memory or SqliteOpenMode.ReadOnly || settings.DataSource is "" or ":memory:"
            || settings.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                "UseSqlite needs a file that it can write, and the connection string names none. Write \"Data Source=shop-webhooks.db\", "
                + "or leave UseSqlite out to keep messages in memory.",
                nameof(connectionString));
        }

        // The store keeps its connections itself, and no two of them share a cache: readers would wait for the writer.
        settings.Pooling = false;
        settings.Cache = SqliteCacheMode.Default;
        return settings.ConnectionString;
    }

    private static SqliteConnectionStringBuilder Read(string connectionString)
    {
        try
        {
            return new SqliteConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException exception)
        {
            // Not quoted unless it is a mere name: a connection string may hold a password.
            var instead = connectionString.Contains('=', StringComparison.Ordinal) ? "Data Source=shop-webhooks.db" : $"Data Source={connectionString}";
            throw new ArgumentException(
                $"UseSqlite needs a connection string, which this is not. Write \"{instead}\".", nameof(connectionString), exception);
        }
    }

    // The memory, which AddShopWebhooks registers where there is no other: made by a function of the core's.
    private static bool IsDefault(ServiceDescriptor store) =>
        !store.IsKeyedService && store.ImplementationFactory?.Target?.GetType().Assembly == typeof(IWebhookStore).Assembly;

    // Not a record: those print what they hold, and a connection string may hold a password.
    private sealed class ChosenFile(string connectionString)
    {
        public string ConnectionString => connectionString;

        public override string ToString() => $"'{new SqliteConnectionStringBuilder(connectionString).DataSource}'";
    }
}
