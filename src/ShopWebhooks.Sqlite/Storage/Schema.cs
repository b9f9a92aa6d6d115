namespace ShopWebhooks.Sqlite.Storage;

/// <summary>The numbered scripts in <c>Schema/</c>; each brings a file from the schema before it to its own.</summary>
internal static class Schema
{
    /// <summary>The schema that this version reads and writes.</summary>
    public const int Latest = 1;

    public static string ReadScript(int version)
    {
        using var stream = typeof(Schema).Assembly.GetManifestResourceStream($"ShopWebhooks.Sqlite.Storage.Schema.{version:000}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
