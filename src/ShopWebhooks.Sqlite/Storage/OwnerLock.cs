using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>
/// What makes one process the owner of a SQLite file: a lock on a second file beside it, which the operating system lets go of however the
/// process ends. The file stays; deleting it would let two processes lock two files of the same name.
/// </summary>
/// <remarks>SQLite's own locks would not do: held for good, they would shut out our readers and every backup tool as well.</remarks>
internal static class OwnerLock
{
    // EAGAIN on Linux and EWOULDBLOCK on macOS, sharing and lock violation on Windows.
    private static readonly int[] HeldByAnother = [11, 35, 32, 33];

    /// <summary>Takes it; disposing gives it back.</summary>
    /// <exception cref="StoreUnavailableException">Another has it, or it cannot be made.</exception>
    public static IDisposable Take(string path)
    {
        var lockPath = path + ".lock";
        try
        {
            var owned = Open(lockPath);
            if (IsHeld(lockPath))
            {
                return owned;
            }

            owned.Dispose();
        }
        catch (IOException exception) when (IsHeldByAnother(exception))
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

        throw new StoreUnavailableException(
            $"'{lockPath}' cannot be locked, so that nothing would keep a second process out of the SQLite file '{path}'. Name a file on a local "
            + "disk, and do not set DOTNET_SYSTEM_IO_DISABLEFILELOCKING.");
    }

    /// <summary>Whether the lock just taken is one: on some file systems, and by a setting, it is not.</summary>
    private static bool IsHeld(string lockPath)
    {
        try
        {
            using var second = Open(lockPath);
            return false;
        }
        catch (IOException exception) when (IsHeldByAnother(exception))
        {
            return true;
        }
    }

    private static FileStream Open(string lockPath) => new(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private static bool IsHeldByAnother(IOException exception) => HeldByAnother.Contains(exception.HResult & 0xffff);
}
