namespace ShopWebhooks.Storage.InMemory;

/// <summary>The documents, written by compare-and-swap.</summary>
internal sealed class DocumentTable
{
    private readonly Dictionary<string, Dictionary<string, Document>> _kinds = new(StringComparer.Ordinal);

    // One count for all, and never back: a document that is deleted and made again has no version of its earlier life.
    private long _versions;

    public Document? Find(string kind, string key) =>
        _kinds.TryGetValue(kind, out var documents) ? documents.GetValueOrDefault(key) : null;

    public IReadOnlyList<Document> Find(string kind, string? after, int limit) => _kinds.TryGetValue(kind, out var documents)
        ? [.. documents.Values
            .Where(document => after is null || string.CompareOrdinal(document.Key, after) > 0)
            .OrderBy(document => document.Key, StringComparer.Ordinal)
            .Take(limit)]
        : [];

    /// <summary>The new version, 0 for a deleted document; null when the expected version was not found.</summary>
    public long? Write(DocumentWrite write)
    {
        if ((Find(write.Kind, write.Key)?.Version ?? 0) != write.ExpectedVersion)
        {
            return null;
        }

        var document = write.Json is { } json ? new Document(write.Kind, write.Key, ++_versions, json) : null;
        Put(write.Kind, write.Key, document);
        return document?.Version ?? 0;
    }

    /// <summary>Writes all or none.</summary>
    public bool TryWriteAll(IReadOnlyList<DocumentWrite> writes)
    {
        var before = new Document?[writes.Count];
        for (var i = 0; i < writes.Count; i++)
        {
            before[i] = Find(writes[i].Kind, writes[i].Key);
            if (Write(writes[i]) is null)
            {
                // Backwards, because a document may be written twice in one list.
                while (--i >= 0)
                {
                    Put(writes[i].Kind, writes[i].Key, before[i]);
                }

                return false;
            }
        }

        return true;
    }

    private void Put(string kind, string key, Document? document)
    {
        if (!_kinds.TryGetValue(kind, out var documents))
        {
            _kinds.Add(kind, documents = new Dictionary<string, Document>(StringComparer.Ordinal));
        }

        if (document is null)
        {
            documents.Remove(key);
        }
        else
        {
            documents[key] = document;
        }
    }
}
