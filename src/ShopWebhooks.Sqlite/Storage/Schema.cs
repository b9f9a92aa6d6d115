using System.Globalization;
using Microsoft.Data.Sqlite;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>The numbered scripts in <c>Schema/</c>; each brings a file from the schema before it to its own.</summary>
internal static class Schema
{
    /// <summary>The schema that this version reads and writes.</summary>
    public const int Latest = 1;

    // "ShoW": tells our files from those of other applications.
    private const long ApplicationId = 0x53686f57;

    /// <summary>Looks whose file it is and changes nothing; returns its schema, 0 for a new file.</summary>
    /// <exception cref="StoreUnavailableException">It belongs to another application, or to a newer version.</exception>
    public static long Check(SqliteConnection writer)
    {
        var version = Number(writer, "PRAGMA user_version");
        var isNew = version == 0 && Number(writer, "SELECT count(*) FROM sqlite_schema") == 0;
        if (!isNew && Number(writer, "PRAGMA application_id") != ApplicationId)
        {
            throw new StoreUnavailableException(
                $"The SQLite file '{writer.DataSource}' belongs to another application. Name a file of its own for webhooks; it is made at start.");
        }

        if (version > Latest)
        {
            throw new StoreUnavailableException(
                $"The SQLite file '{writer.DataSource}' was written by a newer version of ShopWebhooks.Sqlite: it has schema {version}, and this "
                + $"version knows those up to {Latest}. Update the package, or name another file.");
        }

        return version;
    }

    /// <summary>Brings a file from a schema to the latest.</summary>
    public static void Migrate(SqliteConnection writer, long version)
    {
        for (var next = version + 1; next <= Latest; next++)
        {
            using var transaction = writer.BeginTransaction();
            DatabaseFile.Execute(writer, ReadScript(next));
            DatabaseFile.Execute(
                writer, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {next}"));
            transaction.Commit();
        }
    }

    private static string ReadScript(long version)
    {
        using var stream = typeof(Schema).Assembly.GetManifestResourceStream($"ShopWebhooks.Sqlite.Storage.Schema.{version:000}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
