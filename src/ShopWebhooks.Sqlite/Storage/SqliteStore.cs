using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Sqlite.Telemetry;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>Keeps everything in a SQLite file that this process owns.</summary>
/// <remarks>
/// All that writes is done by one thread (<see cref="SqliteWriter"/>), and is on the disk when its task completes. All that only reads is
/// done at once, on the caller's thread and a connection of its own, beside the writer and without waiting for it.
/// </remarks>
/// <param name="connectionString">Names the file.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told which file it is.</param>
internal sealed class SqliteStore(string connectionString, TimeProvider time, ILogger<SqliteStore> logger) : IWebhookStore, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private SqliteSession? _session;
    private Action? _wake;

    /// <summary>The file, once it is open.</summary>
    public DatabaseFile OpenFile => Session.File;

    private SqliteSession Session => _session
        ?? throw new InvalidOperationException("The SQLite file is opened when the host starts; nothing can be stored or read before.");

    public ValueTask OpenAsync(Action wake, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _session = SqliteSession.Open(connectionString, time);
        _wake = wake;
        Log.Opened(logger, _session.File.Path);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<AddResult>> AddAsync(IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken) =>
        ForEachAsync(
            messages,
            static (session, item, now) => session.Admission.Add(item, now),
            cancellationToken,
            results => HandedOff(messages, results));

    public ValueTask<LeaseBatch> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken) =>
        WriteAsync(
            (session, now) => session.Leasing.Lease(request, now),
            cancellationToken,
            static batch => batch.Deliveries.Select(delivery => delivery.Lease));

    public ValueTask<IReadOnlyList<bool>> RenewAsync(
        IReadOnlyList<DeliveryLease> leases, TimeSpan duration, CancellationToken cancellationToken) =>
        ForEachAsync(leases, (session, lease, now) => session.Deliveries.Renew(lease, StoreClock.After(now, duration)), cancellationToken);

    public ValueTask<IReadOnlyList<bool>> ReleaseAsync(
        IReadOnlyList<DeliveryLease> leases, TimeSpan dueIn, CancellationToken cancellationToken) =>
        ForEachAsync(
            leases,
            (session, lease, now) => session.Deliveries.Return(lease, StoreClock.After(now, dueIn), isUnused: true),
            cancellationToken);

    public ValueTask<IReadOnlyList<SettleResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken) =>
        ForEachAsync(settlements, static (session, item, now) => session.Settling.Settle(item, now), cancellationToken);

    public ValueTask<IReadOnlyList<EndpointState>> GetEndpointStatesAsync(CancellationToken cancellationToken) =>
        Read(static (reader, now) => Queries.ReadStates(reader, now), cancellationToken);

    public ValueTask<IReadOnlyList<EndpointState>> ChangeEndpointsAsync(
        IReadOnlyList<EndpointChange> changes, CancellationToken cancellationToken) =>
        ForEachAsync(changes, static (session, change, now) => session.Endpoints.Change(change, now), cancellationToken);

    public ValueTask<IReadOnlyList<EndpointBacklog>> GetBacklogAsync(CancellationToken cancellationToken) =>
        Read(static (reader, now) => Queries.ReadBacklog(reader, now), cancellationToken);

    public ValueTask<Document?> GetDocumentAsync(string kind, string key, CancellationToken cancellationToken) =>
        Read((reader, _) => Queries.FindDocument(reader, kind, key), cancellationToken);

    public ValueTask<IReadOnlyList<Document>> FindDocumentsAsync(
        string kind, string? after, int limit, CancellationToken cancellationToken)
    {
        CheckPage(limit);
        return Read((reader, _) => Queries.FindDocuments(reader, kind, after, limit), cancellationToken);
    }

    public ValueTask<IReadOnlyList<long?>> PutDocumentsAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        ForEachAsync(writes, static (session, write, _) => session.Documents.Write(write), cancellationToken);

    public ValueTask<WebhookMessage?> GetMessageAsync(string messageId, CancellationToken cancellationToken) =>
        Read((reader, _) => Queries.FindMessage(reader, messageId), cancellationToken);

    public ValueTask<IReadOnlyList<DeliveryRecord>> FindDeliveriesAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        CheckPage(query.Limit);
        return Read((reader, now) => new DeliveryQueries(query, now).Find(reader), cancellationToken);
    }

    public ValueTask<IReadOnlyList<bool>> ReplayAsync(IReadOnlyList<Replay> replays, CancellationToken cancellationToken) =>
        WakingAsync(ForEachAsync(replays, static (session, replay, now) => session.Admission.Replay(replay, now), cancellationToken));

    public ValueTask<IReadOnlyList<bool>> CloseAsync(IReadOnlyList<Closing> closings, CancellationToken cancellationToken) =>
        WakingAsync(ForEachAsync(closings, static (session, closing, now) => session.Deliveries.TryClose(closing, now), cancellationToken));

    public ValueTask<int> PurgeAsync(Retention retention, CancellationToken cancellationToken) =>
        WriteAsync((session, now) => session.Purging.Purge(retention, now), cancellationToken);

    public ValueTask<IReadOnlyList<FeedEntry>> ReadFeedAsync(long after, int limit, CancellationToken cancellationToken)
    {
        CheckPage(limit);
        return Read((reader, _) => Queries.ReadFeed(reader, after, limit), cancellationToken);
    }

    public void Dispose() => _session?.Dispose();

    private static void CheckPage(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
    }

    private static IEnumerable<DeliveryLease> HandedOff(IReadOnlyList<NewMessage> messages, IReadOnlyList<AddResult> results)
    {
        for (var i = 0; i < results.Count; i++)
        {
            var added = results[i].Deliveries;
            for (var k = 0; k < added.Count; k++)
            {
                if (added[k].HandedOff)
                {
                    yield return new DeliveryLease(added[k].DeliveryId, messages[i].Deliveries[k].Lease!.Value.Token);
                }
            }
        }
    }

    private ValueTask<IReadOnlyList<TResult>> ForEachAsync<TItem, TResult>(
        IReadOnlyList<TItem> items, Func<SqliteSession, TItem, long, TResult> change, CancellationToken cancellationToken,
        Func<IReadOnlyList<TResult>, IEnumerable<DeliveryLease>>? findLeases = null) =>
        WriteAsync<IReadOnlyList<TResult>>(
            (session, now) =>
            {
                var results = new TResult[items.Count];
                for (var i = 0; i < results.Length; i++)
                {
                    results[i] = change(session, items[i], now);
                }

                return results;
            },
            cancellationToken,
            findLeases);

    private async ValueTask<IReadOnlyList<bool>> WakingAsync(ValueTask<IReadOnlyList<bool>> changing)
    {
        var changed = await changing;
        if (changed.Contains(true))
        {
            _wake?.Invoke();
        }

        return changed;
    }

    private async ValueTask<T> WriteAsync<T>(
        Func<SqliteSession, long, T> work, CancellationToken cancellationToken, Func<T, IEnumerable<DeliveryLease>>? findLeases = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var session = Session;
        var isGivenUp = false;
        var writing = session.Writer.WriteAsync(Work);
        try
        {
            return await writing.WaitAsync(Patience, time, CancellationToken.None);
        }
        catch (TimeoutException exception)
        {
            Volatile.Write(ref isGivenUp, true);
            _ = FollowAsync(session, writing, findLeases);
            throw new StoreUnavailableException(
                $"The disk of the SQLite file '{session.File.Path}' has not answered for {Patience.TotalSeconds} seconds.", exception);
        }

        // What was given up while it waited must not be done later, when its caller has long asked again.
        T Work() => Volatile.Read(ref isGivenUp) ? throw new TimeoutException() : work(session, session.Clock.Now);
    }

    /// <summary>
    /// Follows what was given up when its work had begun: where the disk takes it in the end, the leases it took are nobody's, and are given
    /// back. A settlement's follow-ups are not, because whoever settles repeats that, and takes them up.
    /// </summary>
    private async Task FollowAsync<T>(SqliteSession session, Task<T> writing, Func<T, IEnumerable<DeliveryLease>>? findLeases)
    {
        try
        {
            var result = await writing;
            if (findLeases?.Invoke(result).ToArray() is { Length: > 0 } leases)
            {
                await session.Writer.WriteAsync(
                    () => leases.Count(lease => session.Deliveries.Return(lease, session.Clock.Now, isUnused: true)));
            }
        }
        catch (Exception)
        {
            // It failed or had not begun, and its caller knows no more than that; or the leases end in their own time.
            return;
        }

        _wake?.Invoke();
    }

    private ValueTask<T> Read<T>(Func<SqliteConnection, long, T> query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var session = Session;
        var begun = time.GetTimestamp();
        try
        {
            return new(session.File.Read(
                reader => query(reader, session.Clock.Now),
                () => cancellationToken.IsCancellationRequested || time.GetElapsedTime(begun) > Patience));
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == SQLitePCL.raw.SQLITE_INTERRUPT)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new StoreUnavailableException(
                $"A query of the SQLite file '{session.File.Path}' has not ended in {Patience.TotalSeconds} seconds. Ask for fewer messages: of a "
                + "shorter time, or with a smaller limit.",
                exception);
        }
    }
}
