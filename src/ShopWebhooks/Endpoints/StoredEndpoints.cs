using System.Collections.Immutable;
using System.Text.Json;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Endpoints;

/// <summary>The endpoints that are kept in the store: made, changed and deleted while the application runs.</summary>
/// <remarks>
/// They are read at start and remembered; a message is matched against memory. Each change is a compare-and-swap of its document, so that
/// two processes that change one endpoint do not undo each other's. A deleted one leaves a tombstone: what is kept of its deliveries must
/// not be taken for those of another with its id.
/// </remarks>
internal sealed class StoredEndpoints(IWebhookStore store, EndpointMaker maker, TimeProvider time, ISecretProtector? protector = null)
{
    private const string Kind = "endpoint";
    private const int Page = 1000;
    private const int MostTries = 10;

    // As long as dead letters are kept.
    private static readonly TimeSpan KeepTombstone = TimeSpan.FromDays(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);
    private volatile ImmutableDictionary<string, WebhookEndpoint> _all = ImmutableDictionary.Create<string, WebhookEndpoint>(StringComparer.Ordinal);

    /// <summary>Raised after a change, on the thread that made it.</summary>
    public event Action? Changed;

    /// <summary>All of them by id. Another instance after each change.</summary>
    public IReadOnlyDictionary<string, WebhookEndpoint> All => _all;

    /// <summary>Reads them.</summary>
    /// <exception cref="InvalidOperationException">There are some that cannot be read; the message says what is missing.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var (document, content) in await ReadAllAsync(cancellationToken))
        {
            if (content.DeletedAt is null)
            {
                Remember(document.Key, document.Version, Make(document.Key, Open(document.Key, content)));
            }
        }
    }

    /// <summary>Adds one.</summary>
    /// <exception cref="ArgumentException">The settings cannot work; the message lists all problems.</exception>
    /// <exception cref="InvalidOperationException">The id is taken, or was until lately; or nothing protects secrets.</exception>
    public async Task<WebhookEndpoint> AddAsync(string id, WebhookEndpointOptions options, CancellationToken cancellationToken)
    {
        RequireProtector();
        var settings = StoredSettings.From(options, []);
        var endpoint = Check(id, options, settings);
        var document = await store.GetDocumentAsync(Kind, endpoint.Id, cancellationToken);
        if (document is not null)
        {
            RequireFree(endpoint.Id, Read(document));
        }

        return await TryPutAsync(endpoint, document?.Version ?? 0, settings, cancellationToken)
            ? endpoint
            : throw new InvalidOperationException($"The endpoint '{endpoint.Id}' was added by another at this moment.");
    }

    /// <summary>Changes one.</summary>
    /// <exception cref="ArgumentException">There is none with this id, or the settings cannot work.</exception>
    public Task<WebhookEndpoint> ChangeAsync(string id, Action<WebhookEndpointOptions> change, CancellationToken cancellationToken) => UpdateAsync(
        id,
        before =>
        {
            var options = before.ToOptions();
            change(options);
            var after = StoredSettings.From(options, before.Secrets);
            return (after, Check(id, options, after));
        },
        cancellationToken);

    /// <summary>Gives it a new secret, beside which those it has sign along until the overlap ends.</summary>
    public async Task<WebhookSecret> RotateAsync(string id, TimeSpan overlap, CancellationToken cancellationToken)
    {
        var secret = WebhookSecret.Generate();
        await UpdateAsync(
            id,
            before =>
            {
                var now = time.GetUtcNow();
                var end = now + overlap;
                var rest = before.Secrets
                    .Where(one => !(one.ExpiresAt <= now) && overlap > TimeSpan.Zero)
                    .Select(one => one.ExpiresAt < end ? one : one with { ExpiresAt = end });
                var after = before with { Secrets = [new StoredSecret(secret.Reveal(), null), .. rest] };
                return (after, Make(id, after));
            },
            cancellationToken);
        return secret;
    }

    /// <summary>Deletes one; false when there is none.</summary>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await FindAsync(id, cancellationToken) is not { } found)
            {
                return false;
            }

            if (await PutAsync(id, found.Version, new StoredDocument(null, time.GetUtcNow()), cancellationToken) is { } version)
            {
                Remember(id, version, null);
                return true;
            }
        }

        throw Contended(id);
    }

    /// <summary>The ids of those that were deleted. Whose time is up is among them for the last time.</summary>
    public async Task<IReadOnlyList<string>> SweepDeletedAsync(CancellationToken cancellationToken)
    {
        var deleted = (await ReadAllAsync(cancellationToken)).Where(one => one.Content.DeletedAt is not null).ToList();
        var old = deleted
            .Where(one => time.GetUtcNow() - one.Content.DeletedAt >= KeepTombstone)
            .Select(one => new DocumentWrite(Kind, one.Document.Key, one.Document.Version, null));
        await store.PutDocumentsAsync([.. old], cancellationToken);
        return [.. deleted.Select(one => one.Document.Key)];
    }

    private static StoredDocument Read(Document document) =>
        JsonSerializer.Deserialize(document.Json.Span, StoredJsonContext.Default.StoredDocument)!;

    private static InvalidOperationException Contended(string id) =>
        new($"The endpoint '{id}' is changed by others all the time; try again later.");

    private async Task<List<(Document Document, StoredDocument Content)>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var all = new List<(Document Document, StoredDocument Content)>();
        IReadOnlyList<Document> page;
        do
        {
            page = await store.FindDocumentsAsync(Kind, all.LastOrDefault().Document?.Key, Page, cancellationToken);
            all.AddRange(page.Select(document => (document, Read(document))));
        }
        while (page.Count == Page);

        return all;
    }

    /// <summary>What is stored of one; null when there is none, or none any more.</summary>
    private async Task<(long Version, StoredDocument Content)?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (await store.GetDocumentAsync(Kind, id, cancellationToken) is not { } document)
        {
            return null;
        }

        var content = Read(document);
        if (content.DeletedAt is null)
        {
            return (document.Version, content);
        }

        // Deleted by another process, or by a call that never heard that it was.
        Remember(id, document.Version, null);
        return null;
    }

    private async Task<WebhookEndpoint> UpdateAsync(
        string id, Func<StoredSettings, (StoredSettings Settings, WebhookEndpoint Endpoint)> update, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await FindAsync(id, cancellationToken) is not { } found)
            {
                throw new ArgumentException($"There is no stored endpoint '{id}'; add it with AddAsync.", nameof(id));
            }

            var (settings, endpoint) = update(Open(id, found.Content));
            if (await TryPutAsync(endpoint, found.Version, settings, cancellationToken))
            {
                return endpoint;
            }
        }

        throw Contended(id);
    }

    private async Task<bool> TryPutAsync(WebhookEndpoint endpoint, long version, StoredSettings settings, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(settings, StoredJsonContext.Default.StoredSettings);
        var content = new StoredDocument(RequireProtector().Protect(json, Purpose(endpoint.Id)), null);
        if (await PutAsync(endpoint.Id, version, content, cancellationToken) is not { } written)
        {
            return false;
        }

        Remember(endpoint.Id, written, endpoint);
        return true;
    }

    private async Task<long?> PutAsync(string id, long version, StoredDocument content, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(content, StoredJsonContext.Default.StoredDocument);
        return (await store.PutDocumentsAsync([new DocumentWrite(Kind, id, version, json)], cancellationToken))[0];
    }

    /// <summary>Takes over what was read or written, unless something later is known; null forgets it.</summary>
    private void Remember(string id, long version, WebhookEndpoint? endpoint)
    {
        lock (_gate)
        {
            // Two that wrote one after the other may come here the other way round; a secret that was replaced must not come back so.
            if (_versions.GetValueOrDefault(id) > version)
            {
                return;
            }

            _versions[id] = version;
            _all = endpoint is null ? _all.Remove(id) : _all.SetItem(id, endpoint);
        }

        Changed?.Invoke();
    }

    private StoredSettings Open(string id, StoredDocument content)
    {
        var json = RequireProtector().Unprotect(content.Settings, Purpose(id)) ?? throw new InvalidOperationException(
            $"The settings of the stored endpoint '{id}' cannot be read with the keys that are given; give the one they were protected with"
            + " as well: ProtectSecretsWith(key, previousKey).");
        return JsonSerializer.Deserialize(json, StoredJsonContext.Default.StoredSettings)!;
    }

    private WebhookEndpoint Make(string id, StoredSettings settings)
    {
        List<string> problems = [];
        var endpoint = maker.Make(id, settings.ToOptions(), Name(id), problems)
            ?? throw new InvalidOperationException(string.Join(' ', problems));
        endpoint.SecretsExpireAt = [.. settings.Secrets.Select(secret => secret.ExpiresAt)];
        return endpoint;
    }

    // A stranger may be allowed to add an endpoint through the application, so that nothing here opens what is closed by default.
    private WebhookEndpoint Check(string id, WebhookEndpointOptions options, StoredSettings settings)
    {
        List<string> problems = [];
        var endpoint = maker.Make(id, options, Name(id), problems);
        if (options.AllowHttp || options.AllowedNetworks.Count > 0 || options.AllowedHosts.Count > 0)
        {
            problems.Add($"{Name(id)}: AllowHttp, AllowNetwork and AllowHost are for endpoints that are declared in code or configuration; leave them out.");
        }

        if (options.Transform is not null)
        {
            problems.Add($"{Name(id)}: a transformation cannot be stored; declare the endpoint in code, or leave it out.");
        }

        if (settings.Secrets.Count > 0 && settings.Secrets.All(secret => secret.ExpiresAt is not null))
        {
            problems.Add($"{Name(id)}: all of its secrets expire; leave one that does not, or add one.");
        }

        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }

        endpoint!.SecretsExpireAt = [.. settings.Secrets.Select(secret => secret.ExpiresAt)];
        return endpoint;
    }

    private void RequireFree(string id, StoredDocument content)
    {
        if (content.DeletedAt is not { } at)
        {
            throw new InvalidOperationException($"There is an endpoint '{id}' already; change it with ChangeAsync.");
        }

        if (at + KeepTombstone is var end && end > time.GetUtcNow())
        {
            throw new InvalidOperationException(
                $"The endpoint '{id}' was deleted at {at:u}, and what is kept of it bears its id until {end:u}; choose another id.");
        }
    }

    private ISecretProtector RequireProtector() => protector ?? throw new InvalidOperationException(
        "Stored endpoints have secrets, which are encrypted, and nothing is there to do it; add services.AddShopWebhooks()"
        + ".ProtectSecretsWith(configuration[\"ShopWebhooksKey\"]), the base64 of 32 random bytes, or an ISecretProtector of your own.");

    private static string Name(string id) => $"Endpoint '{id}'";

    private static string Purpose(string id) => $"ShopWebhooks endpoint {id}";
}
