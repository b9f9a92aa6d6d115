using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Signing;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks.Receiving;

/// <summary>The secrets that providers have brought to this process, and those they are expected to bring. Thread-safe.</summary>
internal sealed class BroughtSecrets(TimeProvider time, ILogger<BroughtSecrets> logger)
{
    private const int Shortest = 16;
    private const int Longest = 128;

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    private readonly ConcurrentDictionary<string, ExpectedSecret> _expected = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableArray<WebhookSecret>> _brought = new(StringComparer.Ordinal);

    /// <summary>What was brought for a source.</summary>
    public ImmutableArray<WebhookSecret> Of(string source) => _brought.TryGetValue(source, out var secrets) ? secrets : [];

    /// <summary>Expects one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    /// <exception cref="InvalidOperationException">One is expected already.</exception>
    public ExpectedSecret Expect(string source, TimeSpan within, Func<WebhookSecret, CancellationToken, Task> keep)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(within, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(within, LongestWait);
        var expected = new ExpectedSecret(time, within, keep, ended => _expected.TryRemove(new(source, ended)));
        var current = _expected.AddOrUpdate(source, expected, (_, earlier) => earlier.IsOver ? expected : earlier);
        return ReferenceEquals(current, expected)
            ? expected
            : throw new InvalidOperationException(
                $"The source '{source}' is waiting for a secret already; dispose of what ExpectSecret returned, when that registration is done.");
    }

    /// <summary>Takes one that is expected; false when it is not, or cannot be one.</summary>
    public async Task<bool> TryTakeAsync(string source, string text, CancellationToken cancellationToken)
    {
        // Before anything is used up: what is no secret must not end the waiting for one.
        if (text.Length is < Shortest or > Longest
            || text.AsSpan().ContainsAnyExcept(Characters)
            || !_expected.TryRemove(source, out var expected)
            || expected.IsOver)
        {
            return false;
        }

        var secret = WebhookSecret.Parse(text, SecretFormat.Text);
        try
        {
            await expected.KeepAsync(secret, cancellationToken);
        }
        catch
        {
            // The provider is asked to come again, and is to be let in when it does.
            if (!expected.IsOver)
            {
                _expected.TryAdd(source, expected);
            }

            throw;
        }

        _brought.AddOrUpdate(source, [secret], (_, earlier) => earlier.Contains(secret) ? earlier : earlier.Add(secret));
        Log.SecretBrought(logger, source);
        return true;
    }
}
