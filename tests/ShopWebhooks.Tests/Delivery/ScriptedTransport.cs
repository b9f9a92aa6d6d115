using System.Text;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Delivery;

/// <summary>Answers each endpoint as the test has written it down, 200 OK otherwise, and remembers every attempt.</summary>
internal sealed class ScriptedTransport(TimeProvider time) : IWebhookTransport
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Func<TransportRequest, CancellationToken, Task<TransportResult>>> _scripts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<TaskCompletionSource<TransportResult>>> _held = new(StringComparer.Ordinal);
    private readonly List<Attempt> _attempts = [];

    public static TransportResult Ok { get; } = TransportResult.Delivered with { StatusCode = 200 };

    public static TransportResult Broken { get; } = TransportResult.Failed("It answered 500.") with { StatusCode = 500 };

    public IReadOnlyList<Attempt> Attempts
    {
        get
        {
            lock (_gate)
            {
                return [.. _attempts];
            }
        }
    }

    public IReadOnlyList<Attempt> To(string endpointId) => [.. Attempts.Where(attempt => attempt.EndpointId == endpointId)];

    public void Script(string endpointId, Func<TransportRequest, CancellationToken, Task<TransportResult>> script)
    {
        lock (_gate)
        {
            _scripts[endpointId] = script;
        }
    }

    /// <summary>Answers in turn; the last answer is repeated.</summary>
    public void Answer(string endpointId, params TransportResult[] inTurn)
    {
        var next = 0;
        Script(endpointId, (_, _) => Task.FromResult(inTurn[Math.Min(next++, inTurn.Length - 1)]));
    }

    /// <summary>Lets every attempt wait until it is released or cancelled.</summary>
    public void Hold(string endpointId)
    {
        var held = new Queue<TaskCompletionSource<TransportResult>>();
        _held[endpointId] = held;
        Script(endpointId, async (_, cancellationToken) =>
        {
            var answer = new TaskCompletionSource<TransportResult>();
            held.Enqueue(answer);
            using var registration = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
            return await answer.Task;
        });
    }

    /// <summary>Lets every attempt wait until it is released, whatever its token says.</summary>
    public void HoldStubbornly(string endpointId)
    {
        var held = new Queue<TaskCompletionSource<TransportResult>>();
        _held[endpointId] = held;
        Script(endpointId, (_, _) =>
        {
            var answer = new TaskCompletionSource<TransportResult>();
            held.Enqueue(answer);
            return answer.Task;
        });
    }

    /// <summary>Answers the oldest attempt that waits.</summary>
    public void Release(string endpointId, TransportResult answer) => _held[endpointId].Dequeue().TrySetResult(answer);

    public async ValueTask<TransportResult> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        Func<TransportRequest, CancellationToken, Task<TransportResult>>? script;
        lock (_gate)
        {
            _attempts.Add(new Attempt(
                request.Endpoint.Id,
                request.Message.Id,
                request.Attempt,
                time.GetUtcNow(),
                Encoding.UTF8.GetString(request.Body.Span),
                request.SignatureHeaders.ToDictionary(line => line.Key, line => line.Value),
                cancellationToken));
            _scripts.TryGetValue(request.Endpoint.Id, out script);
        }

        return script is null ? Ok : await script(request, cancellationToken);
    }

    internal sealed record Attempt(
        string EndpointId,
        string MessageId,
        int Number,
        DateTimeOffset At,
        string Body,
        IReadOnlyDictionary<string, string> Headers,
        CancellationToken CancellationToken);
}
