using System.Collections.Concurrent;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.AspNetCore.Tests.Loopback;

/// <summary>A store that remembers what was added to it, and can be told to answer otherwise.</summary>
internal sealed class RecordingStore(IWebhookStore inner) : DelegatingStore(inner)
{
    public ConcurrentQueue<(NewMessage Message, AddResult Result)> Adds { get; } = new();

    /// <summary>What became of the messages, of those with this dedupe key or of all.</summary>
    public IEnumerable<AddOutcome> Outcomes(string? dedupeKey = null) => Adds
        .Where(add => dedupeKey is null || add.Message.Message.DedupeKey == dedupeKey)
        .Select(add => add.Result.Outcome);

    /// <summary>Answers, or throws, instead of the store.</summary>
    public Func<NewMessage, AddResult>? AddInstead { get; set; }

    public override async ValueTask<IReadOnlyList<AddResult>> AddAsync(IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken)
    {
        var results = AddInstead is { } instead
            ? [.. messages.Select(instead)]
            : await base.AddAsync(messages, cancellationToken);
        for (var i = 0; i < messages.Count; i++)
        {
            Adds.Enqueue((messages[i], results[i]));
        }

        return results;
    }
}
