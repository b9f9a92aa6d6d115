using System.Collections.Concurrent;
using System.Text.Json;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Endpoints;

/// <summary>What endpoints have granted, kept in the store, so that a rate holds after a restart. Thread-safe.</summary>
internal sealed class Consents(IWebhookStore store)
{
    private const string Kind = "consent";
    private const int Page = 1000;

    private readonly ConcurrentDictionary<string, Consent> _all = new(StringComparer.Ordinal);

    /// <summary>Reads them.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Document> page = [];
        do
        {
            page = await store.FindDocumentsAsync(Kind, page.Count == 0 ? null : page[^1].Key, Page, cancellationToken);
            foreach (var document in page)
            {
                _all[document.Key] = JsonSerializer.Deserialize(document.Json.Span, StoredJsonContext.Default.Consent)!;
            }
        }
        while (page.Count == Page);
    }

    /// <summary>Keeps what an endpoint has granted, in place of what it had granted before.</summary>
    public async Task KeepAsync(string endpointId, Consent consent, CancellationToken cancellationToken)
    {
        await PutAsync(endpointId, JsonSerializer.SerializeToUtf8Bytes(consent, StoredJsonContext.Default.Consent), cancellationToken);
        _all[endpointId] = consent;
    }

    /// <summary>Forgets what an endpoint has granted that is no more.</summary>
    public async Task ForgetAsync(string endpointId, CancellationToken cancellationToken)
    {
        if (_all.TryRemove(endpointId, out _))
        {
            await PutAsync(endpointId, null, cancellationToken);
        }
    }

    /// <summary>The most attempts that may begin within a second: the lower of what is set and what was granted. Null for no limit.</summary>
    public double? GetMaxPerSecond(WebhookEndpoint endpoint)
    {
        var set = endpoint.MaxPerSecond;
        if (endpoint.RequestOrigin is null
            || !_all.TryGetValue(endpoint.Id, out var consent)
            || !consent.IsOf(endpoint)
            || consent.PerMinute is not { } perMinute)
        {
            return set;
        }

        var granted = perMinute / 60d;
        return set < granted ? set : granted;
    }

    // Of two that ask at once, the later answer holds.
    private async Task PutAsync(string endpointId, ReadOnlyMemory<byte>? json, CancellationToken cancellationToken)
    {
        long? written = null;
        while (written is null)
        {
            var version = (await store.GetDocumentAsync(Kind, endpointId, cancellationToken))?.Version ?? 0;
            written = (await store.PutDocumentsAsync([new DocumentWrite(Kind, endpointId, version, json)], cancellationToken))[0];
        }
    }
}
