namespace ShopWebhooks.Cli;

/// <summary>A file that an option names.</summary>
internal static class InputFile
{
    /// <summary>Reads its bytes.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"The file '{path}' cannot be read: {exception.Message}");
        }
    }
}
