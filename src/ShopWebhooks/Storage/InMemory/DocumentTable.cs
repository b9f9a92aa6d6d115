using System.Diagnostics.CodeAnalysis;

namespace ShopWebhooks.Storage.InMemory;

/// <summary>The documents, written by compare-and-swap.</summary>
internal sealed class DocumentTable
{
    private readonly Dictionary<string, Dictionary<string, Document>> _kinds = new(StringComparer.Ordinal);

    public IReadOnlyList<Document> Read(string kind, string? key)
    {
        if (key is not null)
        {
            return TryFind(kind, key, out var document) ? [document] : [];
        }

        return _kinds.TryGetValue(kind, out var documents)
            ? [.. documents.Values.OrderBy(document => document.Key, StringComparer.Ordinal)]
            : [];
    }

    public bool TryWrite(DocumentWrite write)
    {
        if (VersionOf(write.Kind, write.Key) != write.ExpectedVersion)
        {
            return false;
        }

        var document = write.Json is { } json ? new Document(write.Kind, write.Key, write.ExpectedVersion + 1, json) : null;
        Put(write.Kind, write.Key, document);
        return true;
    }

    /// <summary>Writes all or none.</summary>
    public bool TryWrite(IReadOnlyList<DocumentWrite> writes)
    {
        var before = new Document?[writes.Count];
        for (var i = 0; i < writes.Count; i++)
        {
            before[i] = TryFind(writes[i].Kind, writes[i].Key, out var document) ? document : null;
            if (!TryWrite(writes[i]))
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

    private long VersionOf(string kind, string key) => TryFind(kind, key, out var document) ? document.Version : 0;

    private bool TryFind(string kind, string key, [NotNullWhen(true)] out Document? document)
    {
        document = null;
        return _kinds.TryGetValue(kind, out var documents) && documents.TryGetValue(key, out document);
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
