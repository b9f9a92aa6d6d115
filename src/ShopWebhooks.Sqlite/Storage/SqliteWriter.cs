using Microsoft.Data.Sqlite;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>The one thread that writes. What is asked of it while it commits is the next transaction, whoever asked.</summary>
/// <remarks>
/// <para>A commit waits for the disk, and waits as long for one row as for a hundred. The core already gathers what many callers add, and
/// what many attempts settle; here additions, settlements and leases share a commit too, which under load halves the waits.</para>
/// <para>Each call is a transaction within the transaction (a savepoint): one that fails is undone alone. When the commit itself fails, all
/// of them have stored nothing.</para>
/// <para>A thread of its own, because waiting for a disk on the pool's threads would starve the application of them.</para>
/// </remarks>
internal sealed class SqliteWriter : IDisposable
{
    // Of the time that a host has to stop, which is 30 seconds by default.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly DatabaseFile _file;
    private readonly Action _onUndone;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _beginCall;
    private readonly Statement _endCall;
    private readonly Statement _undoCall;
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _bell = new(0);
    private List<Call> _waiting = [];
    private List<Call> _batch = [];
    private bool _isClosed;
    private bool _isUndone;

    /// <summary>Makes it; <see cref="Start"/> is to follow.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="onUndone">Called on the writing thread before the call that follows something undone: what is remembered of the file is read anew.</param>
    public SqliteWriter(DatabaseFile file, Action onUndone)
    {
        _file = file;
        _onUndone = onUndone;
        _begin = file.Prepare("BEGIN IMMEDIATE");
        _commit = file.Prepare("COMMIT");
        _rollback = file.Prepare("ROLLBACK");
        _beginCall = file.Prepare("SAVEPOINT call");
        _endCall = file.Prepare("RELEASE call");
        _undoCall = file.Prepare("ROLLBACK TO call");
        _thread = new Thread(Run) { IsBackground = true, Name = "ShopWebhooks SQLite writer" };
    }

    private bool IsInTransaction => SQLitePCL.raw.sqlite3_get_autocommit(_file.Writer.Handle) == 0;

    /// <summary>Begins to write; the file is closed by <see cref="Dispose"/> from now on.</summary>
    public void Start() => _thread.Start();

    /// <summary>Has work done on the writing thread; the task completes when it is on the disk.</summary>
    public Task<T> WriteAsync<T>(Func<T> work)
    {
        var call = new Call<T>(work);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(SqliteStore));
            _waiting.Add(call);
            if (_waiting.Count > 1)
            {
                // The bell has been rung for the first one.
                return call.Task;
            }
        }

        _bell.Release();
        return call.Task;
    }

    /// <summary>
    /// Has the thread do what was asked of it, close the file and end; waits for that, but not for a disk that hangs. The file stays this
    /// process's until its thread, or the process, has ended: a late commit must not meet another owner.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _isClosed = true;
                _bell.Release();
            }
        }

        _thread.Join(Patience);
    }

    private void Run()
    {
        // Here, since to close a connection is to write (its log into the file), and may hang as well.
        using var file = _file;
        using var bell = _bell;
        while (TakeBatch())
        {
            Commit();
            foreach (var call in _batch)
            {
                call.Complete();
            }

            _batch.Clear();
        }
    }

    /// <summary>Waits for calls; false when there will be none any more.</summary>
    private bool TakeBatch()
    {
        while (true)
        {
            _bell.Wait();
            lock (_gate)
            {
                (_waiting, _batch) = (_batch, _waiting);
                if (_batch.Count > 0 || _isClosed)
                {
                    return _batch.Count > 0;
                }
            }
        }
    }

    private void Commit()
    {
        try
        {
            _begin.Run();
            foreach (var call in _batch)
            {
                MakeCall(call);
            }

            _commit.Run();
        }
        catch (Exception exception)
        {
            Undo(exception);
        }
    }

    private void MakeCall(Call call)
    {
        _beginCall.Run();
        try
        {
            if (_isUndone)
            {
                // Here, so that what cannot be read anew fails the call, and is tried again for the next one.
                _onUndone();
                _isUndone = false;
            }

            call.Work();
            _endCall.Run();
        }
        catch (Exception exception) when (IsInTransaction)
        {
            call.Fail(Translate(exception));
            _file.ResetStatements();
            _undoCall.Run();
            _endCall.Run();
            _isUndone = true;
        }
    }

    /// <summary>Nothing of the batch is stored. Some errors, such as a full disk, end the transaction by themselves.</summary>
    private void Undo(Exception exception)
    {
        var problem = Translate(exception);
        foreach (var call in _batch)
        {
            call.Fail(problem);
        }

        _isUndone = true;
        _file.ResetStatements();
        try
        {
            if (IsInTransaction)
            {
                _rollback.Run();
            }
        }
        catch (SqliteException)
        {
            // The next batch begins with the same trouble, and its callers hear of it.
        }
    }

    private Exception Translate(Exception exception) =>
        exception is SqliteException sqlite && SqliteErrors.ToUnavailable(sqlite, _file.Path) is { } unavailable ? unavailable : exception;

    private abstract class Call
    {
        public abstract void Work();

        public abstract void Fail(Exception exception);

        public abstract void Complete();
    }

    private sealed class Call<T>(Func<T> work) : Call
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _exception;

        public Task<T> Task => _done.Task;

        public override void Work() => _result = work();

        // The first error is the call's own; a later one is that of the whole transaction.
        public override void Fail(Exception exception) => _exception ??= exception;

        public override void Complete()
        {
            if (_exception is null)
            {
                _done.SetResult(_result!);
            }
            else
            {
                _done.SetException(_exception);
            }
        }
    }
}
