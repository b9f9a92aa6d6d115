using ShopWebhooks.Storage;
using ShopWebhooks.Transports;

namespace ShopWebhooks;

/// <summary>What a handler knows about the message it handles, and what it wants to happen with the outcome.</summary>
/// <param name="message">The message.</param>
/// <param name="attempt">The number of this attempt, from 1.</param>
/// <remarks>
/// Used by one handler call; not thread-safe. What a call decided is dropped when it is cancelled: its time was up, its lease was lost,
/// or the host stopped.
/// </remarks>
public sealed class WebhookContext(WebhookMessage message, int attempt)
{
    private readonly List<FollowUp> _followUps = [];

    /// <summary>The id of the message in our store; the sender's own id is the header <c>webhook-id</c>.</summary>
    public string MessageId => message.Id;

    /// <summary>The event type.</summary>
    public string EventType => message.EventType;

    /// <summary>The source it came from; <c>local</c> when the application dispatched it.</summary>
    public string Origin => message.Origin;

    /// <summary>The tenant it belongs to; null for none.</summary>
    public string? Tenant => message.Tenant;

    /// <summary>When it was received or dispatched (UTC).</summary>
    public DateTimeOffset CreatedAt => message.CreatedAt;

    /// <summary>The number of this attempt, from 1.</summary>
    public int Attempt { get; } = attempt;

    /// <summary>
    /// The headers kept of the request, their names in lower case: <c>webhook-id</c>, the sender's id of the message, and
    /// <c>webhook-timestamp</c>, the signed time in Unix seconds, whatever the provider calls them, where it sends them; and those that the provider
    /// (<see cref="Providers.WebhookProvider.KeptHeaders"/>) or the source (<see cref="Receiving.WebhookSourceOptions.KeptHeaders"/>) names, which
    /// are not signed.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers => message.Headers;

    /// <summary>The payload as it was received; never re-serialized.</summary>
    public ReadOnlyMemory<byte> Payload => message.Payload;

    /// <summary>What <see cref="Dispatch"/> was called with so far.</summary>
    public IReadOnlyList<FollowUp> FollowUps => _followUps;

    /// <summary>How long the handler asked to be left alone; null when it did not.</summary>
    public TimeSpan? RetryDelay { get; private set; }

    /// <summary>Why the handler gave the message up; null when it did not.</summary>
    public string? DeadLetterReason { get; private set; }

    /// <summary>The value of one of the <see cref="Headers"/>; null when it was not sent, or is not kept.</summary>
    /// <param name="name">The header's name; case is ignored.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public string? FindHeader(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
    }

    /// <summary>
    /// Dispatches an event exactly as often as the handler succeeds: it is stored in the transaction that records the success, and
    /// dropped when the handler fails.
    /// </summary>
    /// <param name="webhookEvent">The event; its run-time type is one that the catalog knows.</param>
    /// <param name="options">How to dispatch it; null for the defaults.</param>
    public void Dispatch(object webhookEvent, DispatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        _followUps.Add(new FollowUp(webhookEvent, options));
    }

    /// <summary>
    /// Makes this attempt a failure, to be tried again after a delay instead of the schedule's; also when the handler throws afterwards.
    /// </summary>
    /// <param name="delay">The delay, from zero to 30 days.</param>
    /// <exception cref="ArgumentOutOfRangeException">The delay is out of range.</exception>
    public void RetryAfter(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, TimeSpan.FromDays(30));
        RetryDelay = delay;
    }

    /// <summary>
    /// Gives the message up for this handler: it becomes a dead letter, and is not tried again; also when the handler throws afterwards.
    /// It comes before <see cref="RetryAfter"/>.
    /// </summary>
    /// <param name="reason">Why, in words; 1,024 characters of it are kept.</param>
    public void DeadLetter(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        DeadLetterReason = reason;
    }
}
