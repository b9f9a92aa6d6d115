using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ShopWebhooks.Benchmarks.Children;
using ShopWebhooks.Benchmarks.Harness;
using ShopWebhooks.Benchmarks.Storage;
using ShopWebhooks.Signing;
using ShopWebhooks.Sqlite;

namespace ShopWebhooks.Benchmarks.Sending;

/// <summary>
/// From the first dispatch until the last delivery is recorded, 64 at a time; beside posting the same bytes with HttpClient, or beside a
/// dispatcher written by hand, which also writes them into a SQLite file, signs them, and records that they were delivered.
/// </summary>
internal sealed class SendBenchmark(bool inSqlite, bool besideHandWritten, Goal goal)
    : Benchmark($"send 1,024 bytes, 64 in flight, store in {(inSqlite ? "SQLite" : "memory")}{(besideHandWritten ? ", beside one by hand" : "")}", goal)
{
    private const int InFlight = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // About a second of ours.
    private readonly int _deliveries = inSqlite ? 32_000 : 48_000;

    private StoreFile? _file;
    private StoreFile? _outboxFile;
    private HandWrittenOutbox? _outbox;
    private WebhookSigner _signer = null!;
    private ChildProcess _sink = null!;
    private IHost _host = null!;
    private IWebhookDispatcher _dispatcher = null!;
    private CountingStore _store = null!;
    private HttpClient _client = null!;
    private Uri _address = null!;
    private KeyValuePair<string, string>[] _headers = [];

    public override int WarmUpRounds => 4;

    public override async Task StartAsync()
    {
        (_sink, var address) = await Sink.StartAsync();
        _address = new Uri(address);

        var secret = LoadGenerator.Secret;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var webhooks = builder.Services.AddShopWebhooks();
        if (inSqlite)
        {
            _file = await StoreFile.CreateAsync();
            webhooks.UseSqlite(_file.ConnectionString);
        }

        webhooks.AddEndpoint("sink", address, endpoint =>
        {
            endpoint.For("new_order").AddSecret(secret.Reveal()).AllowHttp().AllowNetwork("127.0.0.0/8");

            // One is in flight until it has been recorded, and the next one begins in the middle of that.
            endpoint.Options.Concurrency = 2 * InFlight;
        });
        var counting = CountingStore.Watch(builder.Services);
        _host = builder.Build();
        await _host.StartAsync();
        _store = counting(_host.Services);
        _dispatcher = _host.Services.GetRequiredService<IWebhookDispatcher>();

        // Signed once, so that the limit is the client's own, without even the hash.
        _signer = new WebhookSigner(WebhookScheme.StandardWebhooks, secret);
        if (besideHandWritten)
        {
            _outboxFile = await StoreFile.CreateAsync();
            _outbox = new HandWrittenOutbox(_outboxFile.ConnectionString, KibibyteOrder.Json);
        }

        _headers =
        [
            new("User-Agent", "ShopWebhooks/0.1.0"),
            .. _signer.Sign(new OutgoingWebhook("msg_0123456789abcdef0123456789abcdef", TimeProvider.System.GetUtcNow(), KibibyteOrder.Json)),
        ];
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    }

    public override async Task<Measurement> RunOursAsync()
    {
        var dispatched = 0;
        var delivered = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // As many are dispatched as were recorded, there and then: the limit's loop does not change threads between two requests either.
        _store.Delivered = count =>
        {
            if (Interlocked.Add(ref delivered, count) == _deliveries)
            {
                done.SetResult();
            }

            Dispatch(count);
        };
        var measurement = await Measurement.TakeAsync(_deliveries, () =>
        {
            Dispatch(InFlight);
            return done.Task.WaitAsync(Patience);
        });
        Check.AllOf(_deliveries, delivered);
        return measurement;

        void Dispatch(int count)
        {
            for (var i = 0; i < count && Interlocked.Increment(ref dispatched) <= _deliveries; i++)
            {
                _ = _dispatcher.DispatchAsync(KibibyteOrder.Event);
            }
        }
    }

    public override async Task<Measurement> RunLimitAsync()
    {
        var sent = 0;
        var accepted = 0;
        var measurement = await Measurement.TakeAsync(_deliveries, () => WorkAsync(async () =>
        {
            while (Interlocked.Increment(ref sent) <= _deliveries)
            {
                if (await (_outbox is null ? PostAsync(_headers) : PostDurablyAsync(_outbox)))
                {
                    Interlocked.Increment(ref accepted);
                }
            }
        }));
        Check.AllOf(_deliveries, accepted);
        return measurement;
    }

    public override async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _client.Dispose();
        _outbox?.Dispose();
        _file?.Dispose();
        _outboxFile?.Dispose();
        await _sink.DisposeAsync();
        await base.DisposeAsync();
    }

    private static Task WorkAsync(Func<Task> worker) => Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(worker)));

    private async Task<bool> PostDurablyAsync(HandWrittenOutbox outbox)
    {
        var delivery = await outbox.BeginAsync();
        var now = TimeProvider.System.GetUtcNow();
        var isAccepted = await PostAsync(_signer.Sign(new OutgoingWebhook("msg_0123456789abcdef0123456789abcdef", now, KibibyteOrder.Json)));
        await outbox.EndAsync(delivery);
        return isAccepted;
    }

    private async Task<bool> PostAsync(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(KibibyteOrder.Json) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await _client.SendAsync(request);
        return answer.IsSuccessStatusCode;
    }
}
