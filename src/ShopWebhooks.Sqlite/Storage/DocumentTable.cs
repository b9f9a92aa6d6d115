using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>The documents, written by compare-and-swap.</summary>
internal sealed class DocumentTable
{
    private readonly Statement _find;
    private readonly Statement _put;
    private readonly Statement _delete;
    private readonly Statement _count;

    public DocumentTable(DatabaseFile file)
    {
        _find = file.Prepare("SELECT version FROM documents WHERE kind = ? AND key = ?");
        _put = file.Prepare("INSERT OR REPLACE INTO documents (kind, key, version, json) VALUES (?, ?, ?, ?)");
        _delete = file.Prepare("DELETE FROM documents WHERE kind = ? AND key = ?");

        // One count for all, and never back: a document that is deleted and made again has no version of its earlier life.
        _count = file.Prepare("UPDATE counters SET version = version + 1 RETURNING version");
    }

    /// <summary>Whether all could be written one after the other; a list may write a document twice.</summary>
    public bool Match(IReadOnlyList<DocumentWrite> writes)
    {
        for (var i = 0; i < writes.Count; i++)
        {
            var write = writes[i];
            var before = writes.Take(i).LastOrDefault(earlier => earlier.Kind == write.Kind && earlier.Key == write.Key);
            var isExpected = before is null
                ? Version(write) == write.ExpectedVersion
                : before.Json is null && write.ExpectedVersion == 0;
            if (!isExpected)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The new version, 0 for a deleted document; null when the expected version was not found.</summary>
    public long? Write(DocumentWrite write)
    {
        if (Version(write) != write.ExpectedVersion)
        {
            return null;
        }

        if (write.Json is not { } json)
        {
            _delete.Bind(write.Kind).Bind(write.Key).Run();
            return 0;
        }

        var version = _count.ReadNumber()!.Value;
        _put.Bind(write.Kind).Bind(write.Key).Bind(version).Bind(json.Span).Run();
        return version;
    }

    private long Version(DocumentWrite write) => _find.Bind(write.Kind).Bind(write.Key).ReadNumber() ?? 0;
}
