using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Telemetry;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Providers;

/// <summary>Asks providers for their keys, by the client that delivers: guarded, without redirects and cookies. Remembers what they answer.</summary>
/// <remarks>
/// A stranger chooses which of a provider's addresses is asked for, but not how often: an answer is kept for an hour, a failure for ten seconds,
/// and who asks meanwhile waits for the same answer. While more are kept than all providers have, no other is asked for.
/// </remarks>
internal sealed class WebhookKeyCache(
    IHttpMessageHandlerFactory handlers, CertificateCheck certificates, TimeProvider time, ILogger<WebhookKeyCache> logger) : IWebhookKeyFetcher
{
    private const int MostKept = 100;
    private const int LongestKey = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan FailureKeptFor = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<WebhookKeyReference, Entry> _entries = new();

    public async ValueTask<ReadOnlyMemory<byte>?> FetchAsync(WebhookKeyReference key, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue(key, out var entry) || entry.IsOver(time))
        {
            if (entry is null && !HasRoom())
            {
                return null;
            }

            entry = _entries.AddOrUpdate(key, _ => Begin(key), (_, current) => current.IsOver(time) ? Begin(key) : current);
        }

        return await entry.Answer.Value.WaitAsync(cancellationToken);
    }

    private bool HasRoom()
    {
        foreach (var (key, entry) in _entries.Count < MostKept ? [] : _entries.ToArray())
        {
            if (entry.IsOver(time))
            {
                _entries.TryRemove(new(key, entry));
            }
        }

        return _entries.Count < MostKept;
    }

    private Entry Begin(WebhookKeyReference key)
    {
        Entry entry = null!;
        entry = new Entry(time.GetTimestamp(), new Lazy<Task<ReadOnlyMemory<byte>?>>(async () =>
        {
            var answer = await AskAsync(key);
            entry.Lifetime = answer is null ? FailureKeptFor : KeptFor;
            return answer;
        }));
        return entry;
    }

    // Not by the token of who happens to be the first to ask: others wait for the same.
    private async Task<ReadOnlyMemory<byte>?> AskAsync(WebhookKeyReference key)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Patience, time);
            using var client = new HttpMessageInvoker(handlers.CreateHandler(HttpTransport.ClientName), disposeHandler: false);
            using var question = new HttpRequestMessage(key.Question is null ? HttpMethod.Get : HttpMethod.Post, key.Address);
            if (key.Question is { } text)
            {
                question.Content = new StringContent(text, Encoding.UTF8, "application/json");
            }

            using var response = await client.SendAsync(question, timeout.Token);
            if (!response.IsSuccessStatusCode)
            {
                Log.KeyNotFetched(logger, key.Address.Host, $"the answer was {(int)response.StatusCode}");
                return null;
            }

            await response.Content.LoadIntoBufferAsync(LongestKey, timeout.Token);
            var answer = Unwrap(key, await response.Content.ReadAsByteArrayAsync(timeout.Token));
            if (answer is null || (key.IssuedFor is { } domain && !certificates.IsIssuedFor(domain, answer)))
            {
                Log.KeyNotFetched(logger, key.Address.Host, answer is null ? "the answer holds no key" : "the certificate is not one to trust");
                return null;
            }

            return answer;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            Log.KeyNotFetched(logger, key.Address.Host, exception.GetType().Name);
            return null;
        }
    }

    // To a question, the answer is an object with the key in it.
    private static byte[]? Unwrap(WebhookKeyReference key, byte[] answer) => key.Question is null
        ? answer
        : StrictJson.Read(answer, root => root.ValueKind == System.Text.Json.JsonValueKind.Object && root.TryGetProperty("key", out var inner)
            ? Encoding.UTF8.GetBytes(inner.GetRawText())
            : null);

    private sealed class Entry(long began, Lazy<Task<ReadOnlyMemory<byte>?>> answer)
    {
        public Lazy<Task<ReadOnlyMemory<byte>?>> Answer => answer;

        /// <summary>For how long it holds; null while the answer is awaited.</summary>
        public TimeSpan? Lifetime { get; set; }

        public bool IsOver(TimeProvider time) => Lifetime is { } lifetime && time.GetElapsedTime(began) > lifetime;
    }
}
