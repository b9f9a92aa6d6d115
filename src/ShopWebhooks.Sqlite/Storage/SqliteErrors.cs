using Microsoft.Data.Sqlite;
using ShopWebhooks.Storage;
using SQLitePCL;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>Says what SQLite's errors mean for the store, and what to do.</summary>
internal static class SqliteErrors
{
    /// <summary>The error of a file that cannot be used now; null where one item of a list is to blame.</summary>
    public static StoreUnavailableException? ToUnavailable(SqliteException exception, string path)
    {
        var problem = exception.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => $"The disk of the SQLite file '{path}' is full. Make room; the store goes on by itself.",
            raw.SQLITE_READONLY =>
                $"The SQLite file '{path}' is read-only. Let the process write to the file and to its directory, where SQLite keeps its log.",
            raw.SQLITE_CANTOPEN => $"The SQLite file '{path}' cannot be opened. Its directory must exist, and the process must be allowed to write there.",
            raw.SQLITE_CORRUPT =>
                $"The SQLite file '{path}' is damaged. Restore a backup, or save what can be read with '.recover' of SQLite's command line.",
            raw.SQLITE_NOTADB => $"The file '{path}' is not a SQLite database. Name another file.",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL =>
                $"The SQLite file '{path}' is locked by another program. Let that program end, or use SQLite's backup instead of a transaction.",
            raw.SQLITE_IOERR => $"The disk of the SQLite file '{path}' fails (SQLite error {exception.SqliteExtendedErrorCode}).",
            raw.SQLITE_NOMEM => $"There is no memory left to work with the SQLite file '{path}'.",
            _ => null,
        };
        return problem is null ? null : new StoreUnavailableException(problem, exception);
    }
}
