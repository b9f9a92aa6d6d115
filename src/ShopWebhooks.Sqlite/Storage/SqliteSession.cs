using Microsoft.Data.Sqlite;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>The open file with all that works on it. What is not the writer or the file belongs to the writing thread.</summary>
internal sealed class SqliteSession : IDisposable
{
    private SqliteSession(DatabaseFile file, TimeProvider time)
    {
        File = file;
        Clock = new StoreClock(time, LastSeen(file));
        Endpoints = new EndpointTable(file.Writer);
        Messages = new MessageTable(file.Writer);
        Deliveries = new DeliveryTable(file.Writer);
        Documents = new DocumentTable(file.Writer);
        Admission = new Admission(Messages, Deliveries, Endpoints);
        Settling = new Settling(Deliveries, Endpoints, Documents, Admission);
        Leasing = new Leasing(file.Writer, Messages, Deliveries, Endpoints, Clock);
        Purging = new Purging(file.Writer, Messages);
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

    public static SqliteSession Open(string connectionString, TimeProvider time)
    {
        var file = DatabaseFile.Open(connectionString);
        try
        {
            var session = new SqliteSession(file, time);
            session.Endpoints.Load();
            session.ReleaseAll();
            session.Writer.Start();
            return session;
        }
        catch (Exception exception)
        {
            file.Dispose();
            if (exception is SqliteException sqlite && SqliteErrors.ToUnavailable(sqlite, file.Path) is { } unavailable)
            {
                throw unavailable;
            }

            throw;
        }
    }

    public void Dispose()
    {
        Writer.Dispose();
        foreach (var room in (IDisposable[])[Endpoints, Messages, Deliveries, Documents, Leasing, Purging])
        {
            room.Dispose();
        }

        File.Dispose();
    }

    private static long LastSeen(DatabaseFile file)
    {
        using var last = new Statement(file.Writer, "SELECT accepted_at FROM messages ORDER BY position DESC LIMIT 1");
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
