using Microsoft.Data.Sqlite;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>The open file with all that works on it. What is not the writer or the file belongs to the writing thread.</summary>
internal sealed class SqliteSession : IDisposable
{
    private SqliteSession(DatabaseFile file, TimeProvider time)
    {
        File = file;
        Clock = new StoreClock(time, LastSeen(file));
        Endpoints = new EndpointTable(file);
        Messages = new MessageTable(file);
        Deliveries = new DeliveryTable(file);
        Documents = new DocumentTable(file);
        Admission = new Admission(Messages, Deliveries, Endpoints);
        Settling = new Settling(Deliveries, Endpoints, Documents, Admission);
        Leasing = new Leasing(file, Messages, Deliveries, Endpoints, Clock);
        Purging = new Purging(file, Messages);
        Writer = new SqliteWriter(file, Endpoints.Load);
    }

    public DatabaseFile File { get; }

    public StoreClock Clock { get; }

    public EndpointTable Endpoints { get; }

    public MessageTable Messages { get; }

    public DeliveryTable Deliveries { get; }

    public DocumentTable Documents { get; }

    public Admission Admission { get; }

    public Settling Settling { get; }

    public Leasing Leasing { get; }

    public Purging Purging { get; }

    public SqliteWriter Writer { get; }

    /// <summary>Opens the file.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be used; the message says why and what to do.</exception>
    public static SqliteSession Open(string connectionString, TimeProvider time)
    {
        DatabaseFile? file = null;
        try
        {
            file = DatabaseFile.Open(connectionString);
            var session = new SqliteSession(file, time);
            session.Endpoints.Load();
            session.ReleaseAll();
            session.Writer.Start();
            return session;
        }
        catch (Exception exception)
        {
            file?.Dispose();
            var path = Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource);
            if (exception is SqliteException sqlite && SqliteErrors.ToUnavailable(sqlite, path) is { } unavailable)
            {
                throw unavailable;
            }

            throw;
        }
    }

    public void Dispose() => Writer.Dispose();

    /// <summary>The latest time that the file tells of.</summary>
    private static long LastSeen(DatabaseFile file)
    {
        using var last = new Statement(
            file.Writer,
            """
            SELECT max(at) FROM (
                SELECT * FROM (SELECT accepted_at AS at FROM messages ORDER BY position DESC LIMIT 1)
                UNION ALL SELECT max(at) FROM finished WHERE has_dead = 0
                UNION ALL SELECT max(at) FROM finished WHERE has_dead = 1
                UNION ALL SELECT max(leased_at) FROM open
                UNION ALL SELECT max(failing_since) FROM endpoints)
            """);
        return last.ReadNumber() ?? 0;
    }

    /// <summary>
    /// The process that owned the file before is gone, and its leases with it. What it attempted is due at once, and noted as lost when it
    /// is leased again.
    /// </summary>
    private void ReleaseAll()
    {
        using var release = new Statement(File.Writer, "UPDATE open SET visible_at = ?1 WHERE token <> 0 AND visible_at > ?1");
        release.Bind(Clock.Now).Run();
    }
}
