using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Signing;
using ShopWebhooks.Telemetry;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Providers.Keys;

/// <summary>Asks providers for their keys, by the client that delivers: guarded, without redirects and cookies. Remembers what they answer.</summary>
/// <remarks>
/// A stranger chooses which of a provider's addresses is asked for, but not how often: an answer is kept for an hour, a failure for ten seconds,
/// and who asks meanwhile waits for the same answer. Of addresses that have not given a key, a provider has a bounded number at a time, and no
/// other is asked for while it has them; a key that it has given is not among them, and holds for another day where it cannot be had anew.
/// So a flood of invented addresses delays keys that are new, and of that provider alone.
/// </remarks>
internal sealed class WebhookKeyCache(
    IHttpMessageHandlerFactory handlers, CertificateCheck certificates, TimeProvider time, ILogger<WebhookKeyCache> logger) : IWebhookKeyFetcher
{
    private const int MostWithoutKey = 100;
    private const int LongestKey = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan FailureKeptFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UsedFor = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<WebhookKeyReference, Entry> _entries = new();

    public async ValueTask<ReadOnlyMemory<byte>?> FetchAsync(WebhookKeyReference key, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue(key, out var entry) || IsOver(entry))
        {
            if (entry is null && !HasRoom(key))
            {
                return null;
            }

            entry = _entries.AddOrUpdate(key, _ => Begin(key, null), (_, current) => IsOver(current) ? Begin(key, current) : current);
        }

        return await entry.Answer.Value.WaitAsync(cancellationToken) is { } answer ? answer.Bytes : (ReadOnlyMemory<byte>?)null;
    }

    private bool HasRoom(WebhookKeyReference key)
    {
        var domain = DomainOf(key);
        var count = 0;
        foreach (var (other, entry) in _entries)
        {
            if (IsOver(entry) && !IsUsable(entry.Key))
            {
                _entries.TryRemove(new(other, entry));
            }
            else if (entry.Key is null && DomainOf(other) == domain)
            {
                count++;
            }
        }

        return count < MostWithoutKey;
    }

    // Whatever stands before it is the stranger's choice as well.
    private static string DomainOf(WebhookKeyReference key) => string.Join('.', key.Address.Host.Split('.').TakeLast(2));

    // A key that was had anew in vain is asked for again as soon as one that never came.
    private bool IsOver(Entry entry) => entry.Answer is { IsValueCreated: true, Value.IsCompleted: true }
        && time.GetElapsedTime(entry.Began) > (entry.Key?.FetchedAt >= entry.Began ? KeptFor : FailureKeptFor);

    private bool IsUsable(FetchedKey? key) => key is not null && time.GetElapsedTime(key.FetchedAt) < UsedFor;

    private Entry Begin(WebhookKeyReference key, Entry? before) =>
        new(time.GetTimestamp(), new Lazy<Task<FetchedKey?>>(() => AskAsync(key, before?.Key)));

    private async Task<FetchedKey?> AskAsync(WebhookKeyReference key, FetchedKey? last) =>
        await AskAsync(key) is { } bytes ? new FetchedKey(bytes, time.GetTimestamp())
        : IsUsable(last) ? last
        : null;

    // Not by the token of who happens to be the first to ask: others wait for the same.
    private async Task<byte[]?> AskAsync(WebhookKeyReference key)
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
        catch (Exception exception)
        {
            // Of any kind: handlers of the application are among those that ask, and a failure that got out would be what is remembered.
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

    private sealed record FetchedKey(byte[] Bytes, long FetchedAt);

    private sealed record Entry(long Began, Lazy<Task<FetchedKey?>> Answer)
    {
        /// <summary>The key; null while there is none.</summary>
        public FetchedKey? Key => Answer is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } answer } ? answer.Result : null;
    }
}
