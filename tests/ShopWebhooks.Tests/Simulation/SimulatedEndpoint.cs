using System.Text;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Simulation;

/// <summary>An endpoint or a handler with a temper, which keeps its own record of what it got, and in which order.</summary>
internal sealed class SimulatedEndpoint
{
    public const string Source = "shop";

    private const string Transformed = "transformed ";

    private static Task Never => new TaskCompletionSource().Task;

    private readonly World _world;
    private readonly Func<Answer> _temper;
    private readonly Dictionary<string, int> _lastOfKey = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Tag, int Attempt), IReadOnlyList<string>> _planned = [];
    private readonly HashSet<string> _got = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isClosed;
    private int _transformations;
    private DateTimeOffset _lastFull;

    private SimulatedEndpoint(World world, string id, Func<Answer> temper)
    {
        _world = world;
        Id = id;
        _temper = temper;
    }

    public string Id { get; }

    /// <summary>Whether a message kills the process in each attempt.</summary>
    public Predicate<string> IsDeadly { get; private init; } = _ => false;

    public required int Concurrency { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>One more attempt after each.</summary>
    public IReadOnlyList<TimeSpan> Waits { get; } = [.. new[] { 1, 5, 20, 60 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    public WebhookFormat Format { get; private init; }

    public IReadOnlyList<string> Secrets { get; private init; } = [TestHost.Secret];

    /// <summary>What an endpoint is owed that is declared in code; a handler is owed all of its origin.</summary>
    public Interest Interest { get; private init; } = new(NewOrder.Type, NewLead.Type);

    /// <summary>Whether its bodies are made by a transformation, which makes another one each time.</summary>
    public bool Transforms { get; private init; }

    /// <summary>For one that is added, changed and deleted at run time: as it was from version to version.</summary>
    public StoredVersions? Stored { get; private init; }

    /// <summary>For a handler: where the messages come from; null for an endpoint outside.</summary>
    public string? HandlesFrom { get; private init; }

    /// <summary>How many attempts the process that runs now has under way here.</summary>
    public int UnderWay { get; private set; }

    public static SimulatedEndpoint[] All(World world)
    {
        var tempers = new Tempers(world);
        TimeSpan brief = TimeSpan.FromSeconds(3), usual = TimeSpan.FromSeconds(15);
        return
        [
            new(world, "healthy", tempers.Healthy) { Concurrency = 4, Timeout = usual },
            new(world, "flaky", tempers.Flaky)
            {
                Concurrency = 1, Timeout = usual, Format = WebhookFormat.StandardWebhooks, Secrets = [TestHost.OtherSecret, TestHost.Secret],
                Transforms = true,
            },
            new(world, "slow", tempers.Slow) { Concurrency = 3, Timeout = brief, Format = WebhookFormat.CloudEvents },
            new(world, "dead", tempers.Dead) { Concurrency = 2, Timeout = brief, Interest = new(NewOrder.Type) { OnlyPaid = true } },
            new(world, "limited", tempers.Limited) { Concurrency = 2, Timeout = usual, Interest = new(NewOrder.Type) { Tenant = Callers.BusyTenant } },
            new(world, "rejecting", tempers.Rejecting) { Concurrency = 4, Timeout = usual, Interest = new(NewLead.Type) },
            new(world, "stored-1", tempers.Flaky) { Concurrency = 2, Timeout = usual, Stored = world.Stored.Add("stored-1") },
            new(world, "stored-2", tempers.Slow) { Concurrency = 2, Timeout = brief, Stored = world.Stored.Add("stored-2") },
            new(world, "stored-3", tempers.Limited) { Concurrency = 1, Timeout = usual, Stored = world.Stored.Add("stored-3") },
            new(world, "handler:book", tempers.Healthy) { Concurrency = 4, Timeout = usual, HandlesFrom = Source },
            new(world, "handler:reply", tempers.Moody)
            {
                Concurrency = 2, Timeout = brief, HandlesFrom = Source, IsDeadly = tag => tag.EndsWith('4'),
            },
            new(world, "handler:score", tempers.Moody) { Concurrency = 3, Timeout = usual, HandlesFrom = WebhookMessage.LocalOrigin },
        ];
    }

    public bool Wants(WebhookMessage message) => HandlesFrom is null ? Interest.Includes(message) : message.Origin == HandlesFrom;

    /// <summary>Whether what is dispatched for all lanes at once reaches it, too.</summary>
    public bool IsOwedPlenty => Stored is null || (Stored.IsCertain && Stored.Newest!.Interest is { Tenant: null or Callers.BusyTenant });

    /// <summary>Whether it is there, and there is no doubt about it.</summary>
    public bool IsCertain => Stored is null or { IsCertain: true };

    public bool Got(string tag) => _got.Contains(tag);

    /// <summary>The follow-ups that the handler asked for with this attempt.</summary>
    public IReadOnlyList<string> PlannedBy(string tag, int attempt) => _planned.GetValueOrDefault((tag, attempt), []);

    /// <summary>Whoever was calling is gone.</summary>
    public void HangUp() => UnderWay = 0;

    /// <summary>Lets every attempt wait, until they are let in together.</summary>
    public void CloseTheGate() => _isClosed = true;

    public void OpenTheGate()
    {
        _isClosed = false;
        _gate.SetResult();
    }

    /// <summary>Makes another body each time, so that it shows when it is called again.</summary>
    public DeliveryBody Transform(WebhookMessage message, DeliveryBody body) => body with
    {
        Content = Encoding.UTF8.GetBytes($"{Transformed}{++_transformations}: {Tag.Of(message)}"),
    };

    /// <summary>An attempt at the endpoint outside.</summary>
    public async Task<TransportResult> ReceiveAsync(SimulatedProcess process, TransportRequest request, CancellationToken cancellationToken)
    {
        CheckSignature(request);
        var (answer, _) = await VisitAsync(process, request.Message.Id, request.Attempt, request.Body, cancellationToken);
        return answer.Result;
    }

    /// <summary>A call of the handler.</summary>
    public async Task HandleAsync(SimulatedProcess process, WebhookContext context, CancellationToken cancellationToken)
    {
        var (answer, tag) = await VisitAsync(process, context.MessageId, context.Attempt, context.Payload, cancellationToken);
        switch (answer.Result)
        {
            case { Outcome: AttemptOutcome.Rejected, Error: { } reason }:
                context.DeadLetter(reason);
                break;
            case { RetryAfter: { } delay }:
                context.RetryAfter(delay);
                break;
            case { Outcome: AttemptOutcome.Failed, Error: { } error }:
                throw new InvalidOperationException(error);
        }

        // Also where the attempt is no success: then nothing may come of it.
        foreach (var followUp in PlanFollowUps(tag, context.Attempt, answer.FollowUps))
        {
            var options = new DispatchOptions
            {
                Tenant = Tag.TenantOf(tag),
                OrderingKey = _world.OneOf(null, "a"),
                IdempotencyKey = followUp.EndsWith(Id, StringComparison.Ordinal) ? followUp : null,
            };
            context.Dispatch(new NewLead { CustomerId = followUp }, options);
        }
    }

    private async Task<(Answer Answer, string Tag)> VisitAsync(
        SimulatedProcess process, string messageId, int attempt, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (!process.IsAlive)
        {
            await Never;
        }

        var entry = _world.Ledger.Start(Id, messageId, attempt, Timeout, body);
        var token = entry.Token;
        CheckPromptness(entry);
        if (++UnderWay > Concurrency)
        {
            _world.History.Violate(Invariant.Lane_slots_are_given_back, $"{UnderWay} attempts are under way at {Id}, which takes {Concurrency}");
        }

        var answer = _isClosed ? new Answer(TransportResult.Delivered) : _temper();
        _world.History.Note($"attempt {attempt} of {entry} arrives, will be {answer}");
        if (IsDeadly(entry.Tag))
        {
            process.Kill();
            await Never;
        }

        try
        {
            await (_isClosed ? _gate.Task : Task.Delay(answer.After, _world.Time, answer.IsStubborn ? CancellationToken.None : cancellationToken));
            if (answer.Takes || answer.Result.Outcome == AttemptOutcome.Delivered)
            {
                Take(entry, isLeased: entry.Token == token);
            }
        }
        finally
        {
            _lastFull = UnderWay == Concurrency || _world.Ledger.IsFailing(Id) ? _world.Time.GetUtcNow() : _lastFull;
            UnderWay--;
        }

        return (answer, entry.Tag);
    }

    private void Take(LedgerEntry entry, bool isLeased)
    {
        // What comes again, comes late under a lease that was lost, or was replayed, stands outside the order.
        if (_got.Add(entry.Tag) && isLeased && !entry.IsReopened && entry.Message.OrderingKey is { } key)
        {
            if (_lastOfKey.GetValueOrDefault(key, -1) > entry.Position)
            {
                _world.History.Violate(Invariant.An_ordering_key_keeps_the_order_of_acceptance, $"{entry} is first delivered after a later one");
            }

            _lastOfKey[key] = entry.Position;
        }
    }

    /// <summary>What is due and has a free slot here starts at once, whatever goes on elsewhere.</summary>
    private void CheckPromptness(LedgerEntry entry)
    {
        var due = entry.WasDue.At > _lastFull ? entry.WasDue : entry.WasDue with { At = _lastFull };
        if (_world.History.IsLate(due, _world.Time.GetUtcNow()))
        {
            _world.History.Violate(
                Invariant.Trouble_of_one_endpoint_delays_no_other,
                $"{entry} was due beside a free slot for {_world.Time.GetUtcNow() - due.At}, with the store and the process in order");
        }
    }

    private List<string> PlanFollowUps(string tag, int attempt, int count)
    {
        // With an idempotency key for the second: it is one message however often the handler succeeds.
        var planned = new List<string>();
        if (!Tag.IsFollowUp(tag))
        {
            planned.AddRange(new[] { $"{tag}.{Id}.{attempt}", $"{tag}.{Id}" }.Take(count));
        }

        planned.ForEach(_world.Stored.Ask);
        _planned[(tag, attempt)] = planned;
        return planned;
    }

    private void CheckSignature(TransportRequest request)
    {
        if (!IsSignedRight(request))
        {
            _world.History.Violate(
                Invariant.Every_attempt_sends_the_same_signed_bytes,
                $"attempt {request.Attempt} of {request.Message.Id} at {Id} is not signed with the secrets that it has");
        }

        var body = Encoding.UTF8.GetString(request.Body.Span);
        if (!body.Contains(Tag.Of(request.Message), StringComparison.Ordinal) || body.StartsWith(Transformed, StringComparison.Ordinal) != Transforms)
        {
            _world.History.Violate(Invariant.Every_attempt_sends_the_same_signed_bytes, $"{request.Message.Id} arrives at {Id} with another's body");
        }
    }

    private bool IsSignedRight(TransportRequest request)
    {
        if (Stored is null)
        {
            return Secrets.All(secret => IsSignedBy(request, WebhookSecret.Parse(secret)));
        }

        // By all secrets of one version that have not expired, and by no other.
        var signed = Stored.KnownSecrets.ToDictionary(secret => secret, secret => IsSignedBy(request, secret.Known!));
        var now = _world.Time.GetUtcNow();
        return Stored.Since(Stored.First).OfType<StoredVersion>().Any(version => signed.All(one => version.IsSignedBy(one.Key, now) == one.Value));
    }

    private bool IsSignedBy(TransportRequest request, WebhookSecret secret)
    {
        var received = new WebhookRequest<WebhookHeaders>("POST", null, new WebhookHeaders(request.SignatureHeaders), request.Body);
        var verifier = new WebhookVerifier(WebhookScheme.StandardWebhooks, secret) { TimeProvider = _world.Time };
        return verifier.Verify(in received).Webhook?.Id == request.Message.Id;
    }
}
