using Microsoft.Data.Sqlite;
using ShopWebhooks.Storage;
using SQLitePCL;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>The file, owned by this process alone: one connection writes, others read, and in WAL mode neither waits for the other.</summary>
internal sealed class DatabaseFile : IDisposable
{
    // FULL: a commit is on the disk when it returns, also when the power fails a moment later; with NORMAL, WAL mode may lose the last ones.
    // On macOS the disk keeps what it was given in a cache of its own for that, unless it is told otherwise; elsewhere this changes nothing.
    // Checkpoints are rarer than by default, since each holds up the writer, and a page that was changed often is moved once.
    private const string WriterSettings =
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384; "
        + "PRAGMA temp_store = MEMORY";

    // A peak of readers shall not keep as many connections, each with its cache.
    private const int MostIdleReaders = 4;

    // Steps of SQLite's virtual machine, about 0.1 ms.
    private const int StepsBetweenQuestions = 10_000;

    private readonly string _readerConnectionString;
    private readonly IDisposable _ownerLock;
    private readonly List<Statement> _statements = [];
    private readonly Lock _gate = new();
    private readonly Stack<SqliteConnection> _idleReaders = new();
    private bool _isClosed;

    private DatabaseFile(string connectionString, SqliteConnection writer, IDisposable ownerLock)
    {
        // Not the mode that makes a file where there is none.
        _readerConnectionString = new SqliteConnectionStringBuilder(connectionString) { Mode = SqliteOpenMode.ReadWrite }.ConnectionString;
        _ownerLock = ownerLock;
        Writer = writer;
        Path = writer.DataSource;
    }

    public SqliteConnection Writer { get; }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>Opens it, and makes it where there is none.</summary>
    /// <exception cref="StoreUnavailableException">It is not ours, or cannot be; the message says why and what to do.</exception>
    /// <exception cref="SqliteException">It cannot be opened or written.</exception>
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
        catch
        {
            writer.Dispose();
            ownerLock?.Dispose();
            throw;
        }
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Prepares a statement of the writing connection, which lives as long as that.</summary>
    public Statement Prepare(string sql)
    {
        var statement = new Statement(Writer, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>
    /// Makes all statements ready to be bound again, for the sake of one that an exception has left with half its values, or on a row: that
    /// would fail the next caller, and hold the transaction open.
    /// </summary>
    public void ResetStatements() => _statements.ForEach(statement => statement.End());

    /// <summary>Runs a query beside the writer, in a transaction of its own: it sees one state of the whole file.</summary>
    /// <param name="query">The query.</param>
    /// <param name="isGivenUp">Asked again and again while a long query runs; true ends it with the error <c>SQLITE_INTERRUPT</c>.</param>
    public T Read<T>(Func<SqliteConnection, T> query, Func<bool>? isGivenUp = null)
    {
        var reader = TakeReader();
        try
        {
            T result;

            // And not sqlite3_interrupt from another thread, which is lost between two statements and could meet the reader's next query.
            raw.sqlite3_progress_handler(reader.Handle, StepsBetweenQuestions, _ => isGivenUp?.Invoke() == true ? 1 : 0, null);
            using (reader.BeginTransaction(deferred: true))
            {
                result = query(reader);
            }

            Return(reader);
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
        lock (_gate)
        {
            _isClosed = true;
            foreach (var reader in _idleReaders)
            {
                reader.Dispose();
            }

            _idleReaders.Clear();
        }

        _statements.ForEach(statement => statement.Dispose());
        Writer.Dispose();
        _ownerLock.Dispose();
    }

    private SqliteConnection TakeReader()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(SqliteStore));
            if (_idleReaders.TryPop(out var idle))
            {
                return idle;
            }
        }

        var reader = new SqliteConnection(_readerConnectionString);
        try
        {
            Connect(reader);
            Execute(reader, "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY");
            return reader;
        }
        catch (SqliteException exception)
        {
            reader.Dispose();
            throw SqliteErrors.ToUnavailable(exception, Path) ?? (Exception)exception;
        }
    }

    private void Return(SqliteConnection reader)
    {
        lock (_gate)
        {
            if (!_isClosed && _idleReaders.Count < MostIdleReaders)
            {
                _idleReaders.Push(reader);
                return;
            }
        }

        reader.Dispose();
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
