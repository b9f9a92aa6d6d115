using System.Text.Json;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Tests.Crashes;

/// <summary>What callers and senders were promised, what arrived, what the shop says it has recorded; and whether all of it agrees.</summary>
/// <remarks>
/// An attempt may be repeated only because the process ended in the middle of it: so a life makes at most one attempt of a delivery, and
/// none of what an earlier one has recorded.
/// </remarks>
internal sealed class Account
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string?> _promised = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskCompletionSource> _awaited = new(StringComparer.Ordinal);
    private readonly Dictionary<(string EndpointId, string MessageId), int> _recorded = [];
    private readonly List<Arrival> _arrivals = [];
    private readonly List<string> _violations = [];

    /// <summary>How many attempts arrived.</summary>
    public int Arrivals => _arrivals.Count;

    /// <summary>How many of them were repetitions.</summary>
    public int Repeats => _arrivals.Count - _arrivals.DistinctBy(arrival => (arrival.EndpointId, arrival.MessageId)).Count();

    /// <summary>How many orders are in the file whose callers did not live to see that.</summary>
    public int WithoutReceipt { get; private set; }

    /// <summary>A caller has a receipt, or a sender the answer that its webhook was accepted.</summary>
    public void Promise(string tag, string? messageId)
    {
        lock (_gate)
        {
            _promised[tag] = messageId;
        }
    }

    /// <summary>The shop has stored the end of an attempt.</summary>
    public void Record(int life, string endpointId, string messageId, string state)
    {
        lock (_gate)
        {
            if (state != nameof(DeliveryState.Delivered))
            {
                _violations.Add($"{messageId} to {endpointId} is recorded as {state} in life {life}, and nothing was refused.");
            }

            if (!_recorded.TryAdd((endpointId, messageId), life))
            {
                _violations.Add($"{messageId} to {endpointId} is recorded in life {_recorded[(endpointId, messageId)]}, and again in life {life}.");
            }
        }
    }

    public void Arrive(Arrival arrival)
    {
        lock (_gate)
        {
            _arrivals.Add(arrival);
            if (_awaited.Remove(arrival.Tag, out var awaited))
            {
                awaited.SetResult();
            }
        }
    }

    public void Violate(string violation)
    {
        lock (_gate)
        {
            _violations.Add(violation);
        }
    }

    /// <summary>Completes when a message arrives for the first time. To be asked for before it can.</summary>
    public Task AwaitArrival(string tag)
    {
        lock (_gate)
        {
            var awaited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add(tag, awaited);
            return awaited.Task;
        }
    }

    /// <summary>Compares with what the file holds when all is over; returns what does not agree.</summary>
    public IReadOnlyList<string> Settle(KeptFile file)
    {
        lock (_gate)
        {
            CheckMessages(file);
            CheckDeliveries(file);
            CheckOrder(file);
            return _violations;
        }
    }

    /// <summary>Every promise is in the file, everything is there once, and what a lead leads to is there as often as the lead.</summary>
    private void CheckMessages(KeptFile file)
    {
        var byTag = file.Messages.ToLookup(entry => TagOf(entry.Message), entry => entry.Message.Id, StringComparer.Ordinal);
        foreach (var (tag, messageId) in _promised)
        {
            if (!byTag.Contains(tag) || (messageId is not null && !byTag[tag].Contains(messageId)))
            {
                _violations.Add($"{tag} was accepted as {messageId ?? "a message"}, and the file has {string.Join(", ", byTag[tag].DefaultIfEmpty("none"))}.");
            }
        }

        WithoutReceipt = byTag.Count(messages => messages.Key.StartsWith("new_order ", StringComparison.Ordinal) && !_promised.ContainsKey(messages.Key));
        foreach (var twice in byTag.Where(messages => messages.Count() > 1))
        {
            _violations.Add($"{twice.Key} is in the file as {string.Join(" and ", twice)}.");
        }

        foreach (var lead in byTag.Where(messages => messages.Key.StartsWith("new_lead ", StringComparison.Ordinal)))
        {
            var followUp = lead.Key.Replace("new_lead", "order_status_changed", StringComparison.Ordinal);
            if (!byTag.Contains(followUp))
            {
                _violations.Add($"{lead.Key} was handled, and what its handler dispatched is not in the file.");
            }
        }
    }

    /// <summary>Everything in the file has arrived, was recorded, and was repeated only where a kill explains it.</summary>
    private void CheckDeliveries(KeptFile file)
    {
        var arrivals = _arrivals.ToLookup(arrival => (arrival.EndpointId, arrival.MessageId));
        foreach (var delivery in file.Deliveries)
        {
            var (key, name) = ((delivery.EndpointId, delivery.Message.Id), $"{TagOf(delivery.Message)} to {delivery.EndpointId}");
            var lives = arrivals[key].Select(arrival => arrival.Life).ToArray();
            if (delivery.State != DeliveryState.Delivered || lives.Length == 0)
            {
                _violations.Add($"{name} is {delivery.State} ({delivery.Reason}), and arrived {lives.Length} times.");
            }

            if (lives.Distinct().Count() < lives.Length)
            {
                _violations.Add($"{name} arrived in the lives {string.Join(", ", lives)}: twice in one, which no kill explains.");
            }

            if (_recorded.TryGetValue(key, out var recorded) && Array.Exists(lives, life => life > recorded))
            {
                _violations.Add($"{name} was recorded in life {recorded}, and arrived in the lives {string.Join(", ", lives)}.");
            }

            if (lives.Length > delivery.Attempts.Count)
            {
                _violations.Add($"{name} arrived {lives.Length} times, and the file knows {delivery.Attempts.Count} attempts.");
            }

            var sealedBody = Convert.ToBase64String(delivery.Message.Payload.Span);
            if (arrivals[key].Any(arrival => arrival.Body != sealedBody))
            {
                _violations.Add($"{name} arrived with another body than was accepted.");
            }
        }

        var owed = file.Deliveries.Select(delivery => (delivery.EndpointId, delivery.Message.Id)).ToHashSet();
        foreach (var stranger in arrivals.Where(arrivals => !owed.Contains(arrivals.Key)))
        {
            _violations.Add($"{stranger.First().Tag} arrived at {stranger.Key.EndpointId} as {stranger.Key.MessageId}, which the file does not know.");
        }

        var expected = file.Messages.SelectMany(entry => EndpointsOf(entry.Message).Select(endpoint => (endpoint, entry.Message.Id)));
        foreach (var (endpointId, messageId) in expected.Except(owed))
        {
            _violations.Add($"{messageId} was never owed to {endpointId}.");
        }
    }

    /// <summary>Each ordering key went its way in the order of acceptance, and each caller's orders were accepted one after the other.</summary>
    private void CheckOrder(KeptFile file)
    {
        var positions = file.Messages.ToDictionary(entry => entry.Message.Id, entry => entry.Position, StringComparer.Ordinal);
        var keys = file.Messages.ToDictionary(entry => entry.Message.Id, entry => entry.Message.OrderingKey, StringComparer.Ordinal);

        // What a killed life has sent may be read after the first of the next one.
        var lines = _arrivals.OrderBy(arrival => arrival.Life).Where(arrival => keys.GetValueOrDefault(arrival.MessageId) is not null)
            .GroupBy(arrival => (arrival.EndpointId, Key: keys[arrival.MessageId]));
        foreach (var line in lines)
        {
            foreach (var (one, next) in line.Zip(line.Skip(1)).Where(pair => positions[pair.First.MessageId] > positions[pair.Second.MessageId]))
            {
                _violations.Add(
                    $"{next.Tag} arrived at {line.Key.EndpointId} (life {next.Life}) after {one.Tag} (life {one.Life}), which was accepted later "
                    + $"with the same key '{line.Key.Key}'.");
            }
        }

        var callers = _promised.Where(promise => promise.Value is not null).GroupBy(promise => promise.Key[..promise.Key.LastIndexOf('-')]);
        foreach (var caller in callers)
        {
            var accepted = caller.Where(promise => positions.ContainsKey(promise.Value!))
                .OrderBy(promise => int.Parse(promise.Key.AsSpan(caller.Key.Length + 1), System.Globalization.CultureInfo.InvariantCulture))
                .Select(promise => positions[promise.Value!]).ToArray();
            if (!accepted.SequenceEqual(accepted.Order()))
            {
                _violations.Add($"The orders of {caller.Key} were dispatched one after the other, and stand at {string.Join(", ", accepted)}.");
            }
        }
    }

    private static string TagOf(WebhookMessage message)
    {
        using var payload = JsonDocument.Parse(message.Payload);
        return $"{message.EventType} {payload.RootElement.GetProperty("customer_id").GetString()}";
    }

    private static string[] EndpointsOf(WebhookMessage message) => message.EventType switch
    {
        "new_order" => ["sink", "handler:book"],
        "new_lead" => ["handler:greet"],
        "order_status_changed" => ["sink"],
        _ => [],
    };
}
