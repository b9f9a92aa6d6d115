using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>The file: owned by this process alone, opened, checked, and brought to the current schema.</summary>
/// <remarks>
/// One connection writes; others read, and in WAL mode neither waits for the other. What makes one process the owner is a lock on a second
/// file beside it, which the operating system lets go of however the process ends. SQLite's own locks would not do: held for good, they
/// would shut out our readers and every backup tool as well.
/// </remarks>
internal sealed class DatabaseFile : IDisposable
{
    // "ShoW": tells our files from those of others, and the file command from "SQLite database".
    private const long ApplicationId = 0x53686f57;

    private readonly string _connectionString;
    private readonly FileStream _lock;
    private readonly ConcurrentBag<SqliteConnection> _idleReaders = [];

    private DatabaseFile(string connectionString, SqliteConnection writer, FileStream lockFile)
    {
        _connectionString = connectionString;
        _lock = lockFile;
        Writer = writer;
    }

    public SqliteConnection Writer { get; }

    public string Path => Writer.DataSource;

    /// <summary>Opens it, and makes it where there is none.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be used; the message says why and what to do.</exception>
    public static DatabaseFile Open(string connectionString)
    {
        var writer = new SqliteConnection(connectionString);
        FileStream? lockFile = null;
        try
        {
            OpenConnection(writer);
            lockFile = Lock(writer.DataSource);
            Prepare(writer);
            return new DatabaseFile(connectionString, writer, lockFile);
        }
        catch (Exception exception)
        {
            var path = writer.DataSource;
            writer.Dispose();
            lockFile?.Dispose();
            if (exception is SqliteException sqlite && SqliteErrors.ToUnavailable(sqlite, path) is { } unavailable)
            {
                throw unavailable;
            }

            throw;
        }
    }

    /// <summary>Runs a query beside the writer, in a transaction of its own: it sees one state of the whole file.</summary>
    public T Read<T>(Func<SqliteConnection, T> query)
    {
        try
        {
            if (!_idleReaders.TryTake(out var reader))
            {
                reader = new SqliteConnection(_connectionString);
                OpenConnection(reader);
                Execute(reader, "PRAGMA query_only = ON");
            }

            using (var transaction = reader.BeginTransaction(deferred: true))
            {
                var result = query(reader);
                transaction.Commit();
                _idleReaders.Add(reader);
                return result;
            }
        }
        catch (SqliteException exception) when (SqliteErrors.ToUnavailable(exception, Path) is { } unavailable)
        {
            throw unavailable;
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
        _lock.Dispose();
    }

    private static void OpenConnection(SqliteConnection connection)
    {
        connection.Open();
        Execute(connection, "PRAGMA busy_timeout = 5000");
    }

    private static FileStream Lock(string path)
    {
        var lockPath = path + ".lock";
        try
        {
            return new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new StoreUnavailableException(
                $"The SQLite file '{path}' belongs to another process, which holds '{lockPath}'. "
                + "One process owns a file: end the other one, or give each a file of its own.",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                $"'{lockPath}' cannot be made, by which a process owns the SQLite file '{path}'. "
                + "Its directory must exist, and the process must be allowed to write there.",
                exception);
        }
    }

    private static void Prepare(SqliteConnection writer)
    {
        var path = writer.DataSource;
        var applicationId = Number(writer, "PRAGMA application_id");
        var version = Number(writer, "PRAGMA user_version");
        if (applicationId != ApplicationId && (applicationId != 0 || version != 0 || Number(writer, "SELECT count(*) FROM sqlite_schema") != 0))
        {
            throw new StoreUnavailableException(
                $"The SQLite file '{path}' belongs to another application. Name a file of its own for webhooks; it is made at start.");
        }

        if (version > Schema.Latest)
        {
            throw new StoreUnavailableException(
                $"The SQLite file '{path}' was written by a newer version of ShopWebhooks.Sqlite (schema {version}; this one knows {Schema.Latest}). "
                + "Update the package, or name another file.");
        }

        // FULL: a commit is on the disk when it returns, also when the power fails a moment later. With NORMAL, WAL mode may lose the last ones.
        // Checkpoints are rarer than SQLite's default, since each holds up the writer, and a page changed often is then moved once.
        if (Text(writer, "PRAGMA journal_mode = WAL") != "wal")
        {
            throw new StoreUnavailableException(
                $"The SQLite file '{path}' is on a file system without shared memory, which SQLite's WAL mode needs. Name a file on a local disk.");
        }

        Execute(writer, "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384");
        Migrate(writer, (int)version);
    }

    private static void Migrate(SqliteConnection writer, int version)
    {
        for (var next = version + 1; next <= Schema.Latest; next++)
        {
            using var transaction = writer.BeginTransaction();
            Execute(writer, Schema.ReadScript(next));
            Execute(writer, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {next}"));
            transaction.Commit();
        }
    }

    private static long Number(SqliteConnection connection, string sql) => (long)Scalar(connection, sql)!;

    private static string? Text(SqliteConnection connection, string sql) => Scalar(connection, sql) as string;

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = new SqliteCommand(sql, connection);
        return command.ExecuteScalar();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
