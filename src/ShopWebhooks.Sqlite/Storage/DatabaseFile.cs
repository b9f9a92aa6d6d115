using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>The file, owned by this process alone: one connection writes, others read, and in WAL mode neither waits for the other.</summary>
internal sealed class DatabaseFile : IDisposable
{
    // FULL: a commit is on the disk when it returns, also when the power fails a moment later; with NORMAL, WAL mode may lose the last ones.
    // Checkpoints are rarer than by default, since each holds up the writer, and a page that was changed often is moved once.
    private const string WriterSettings =
        "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384; "
        + "PRAGMA temp_store = MEMORY";

    private readonly string _connectionString;
    private readonly IDisposable _ownerLock;
    private readonly ConcurrentBag<SqliteConnection> _idleReaders = [];

    private DatabaseFile(string connectionString, SqliteConnection writer, IDisposable ownerLock)
    {
        _connectionString = connectionString;
        _ownerLock = ownerLock;
        Writer = writer;
        Path = writer.DataSource;
    }

    public SqliteConnection Writer { get; }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>Opens it, and makes it where there is none.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be used; the message says why and what to do.</exception>
    public static DatabaseFile Open(string connectionString)
    {
        var writer = new SqliteConnection(connectionString);
        IDisposable? ownerLock = null;
        try
        {
            Connect(writer);
            ownerLock = OwnerLock.Take(writer.DataSource);
            var schema = Schema.Check(writer);
            SwitchToWal(writer);
            Execute(writer, WriterSettings);
            Schema.Migrate(writer, schema);
            return new DatabaseFile(connectionString, writer, ownerLock);
        }
        catch (Exception exception)
        {
            var path = System.IO.Path.GetFullPath(writer.DataSource);
            writer.Dispose();
            ownerLock?.Dispose();
            if (exception is SqliteException sqlite && SqliteErrors.ToUnavailable(sqlite, path) is { } unavailable)
            {
                throw unavailable;
            }

            throw;
        }
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a query beside the writer, in a transaction of its own: it sees one state of the whole file.</summary>
    public T Read<T>(Func<SqliteConnection, T> query)
    {
        var reader = _idleReaders.TryTake(out var idle) ? idle : new SqliteConnection(_connectionString);
        try
        {
            if (idle is null)
            {
                Connect(reader);
                Execute(reader, "PRAGMA query_only = ON");
            }

            T result;
            using (reader.BeginTransaction(deferred: true))
            {
                result = query(reader);
            }

            _idleReaders.Add(reader);
            return result;
        }
        catch (Exception exception)
        {
            reader.Dispose();
            if (exception is SqliteException sqlite && SqliteErrors.ToUnavailable(sqlite, Path) is { } unavailable)
            {
                throw unavailable;
            }

            throw;
        }
    }

    /// <summary>Closes all connections, which moves the log into the file, and lets another process have it.</summary>
    public void Dispose()
    {
        while (_idleReaders.TryTake(out var reader))
        {
            reader.Dispose();
        }

        Writer.Dispose();
        _ownerLock.Dispose();
    }

    private static void Connect(SqliteConnection connection)
    {
        connection.Open();
        Execute(connection, "PRAGMA busy_timeout = 5000");
    }

    private static void SwitchToWal(SqliteConnection writer)
    {
        using var command = writer.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        if (command.ExecuteScalar() is not "wal")
        {
            throw new StoreUnavailableException(
                $"The SQLite file '{writer.DataSource}' is on a file system without shared memory, which SQLite's WAL mode needs. "
                + "Name a file on a local disk.");
        }
    }
}
