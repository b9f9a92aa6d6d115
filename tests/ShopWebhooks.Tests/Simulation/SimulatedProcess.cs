using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Delivery;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Delivery;
using ShopWebhooks.Tests.Receiving;

namespace ShopWebhooks.Tests.Simulation;

/// <summary>One life of the application: an engine on the world's store, from its start until it stops or is killed.</summary>
/// <remarks>
/// A killed process is cut off rather than interrupted: from that moment no call of it leaves and no answer reaches it, so that whatever
/// it would still do remains without effect, as if it did nothing.
/// </remarks>
internal sealed class SimulatedProcess : IDisposable
{
    private const string ProtectionKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private readonly World _world;
    private readonly TestHost _host;

    public SimulatedProcess(World world)
    {
        _world = world;
        _host = new TestHost(Configure, new UnreliableStore(world, this), seed: world.Chance.Next(), time: world.Time);
        foreach (var endpoint in world.Endpoints)
        {
            endpoint.HangUp();
            _host.Transport.Script(endpoint.Id, (request, cancellationToken) => endpoint.ReceiveAsync(this, request, cancellationToken));
        }

        _host.Start();
    }

    public bool IsAlive { get; private set; } = true;

    /// <summary>When it was killed or began to stop; null while it works.</summary>
    public DateTimeOffset? GoneSince { get; private set; }

    /// <summary>How many calls of the application have not returned.</summary>
    public int CallsUnderWay { get; private set; }

    /// <summary>How many calls of the store have not been answered.</summary>
    public int StoreCallsUnderWay { get; set; }

    public void Kill()
    {
        _world.History.Note("the process is gone");
        GoneSince ??= _world.Time.GetUtcNow();
        IsAlive = false;
    }

    /// <summary>Stops as a host does, which has only so much patience.</summary>
    /// <remarks>
    /// What waits for a task with a token goes on by way of the thread pool, at a moment that no seed decides. So the pump is stopped
    /// first; where it is still busy with the store and ends later, the process is killed at that; and for the last attempt's end the
    /// world waits, once no call of the store is under way that could begin another.
    /// </remarks>
    public void Stop(TimeSpan patience)
    {
        _world.History.Note($"the process stops within {patience.TotalSeconds} s");
        GoneSince = _world.Time.GetUtcNow();
        var pump = _host.Get<LeasePump>().StopAsync();
        _host.Settle();
        var isPrompt = pump.IsCompleted;
        using var timeIsUp = new CancellationTokenSource(patience, _world.Time);
        var stopping = _host.BeginStop(timeIsUp.Token);
        while (IsAlive && !timeIsUp.IsCancellationRequested && isPrompt == pump.IsCompleted)
        {
            if (isPrompt && StoreCallsUnderWay == 0 && _host.Get<LeaseKeeper>().WhenEmptyAsync().IsCompleted)
            {
                _host.Finish(stopping);
                break;
            }

            _host.Advance(TimeSpan.FromSeconds(0.1));
        }

        Kill();
    }

    /// <summary>Does what begins calls of the application, all in the same moment.</summary>
    public void Do(Action what) => _host.Begin(() =>
    {
        what();
        return Task.FromResult(true);
    });

    public void Advance(TimeSpan by) => _host.Advance(by);

    /// <summary>Time passes, and the process does not get to do anything.</summary>
    public void StandStill(TimeSpan by)
    {
        _world.History.Note($"the process stands still for {by.TotalSeconds} s");
        var from = _world.Time.GetUtcNow();
        _world.Time.Advance(by);
        _world.History.Trouble(from, _world.Time.GetUtcNow());
        _host.Settle();
    }

    /// <summary>Dispatches; whoever calls has only so much patience.</summary>
    public void Dispatch(WebhookEvent webhookEvent, DispatchOptions options, TimeSpan patience, Action<DispatchReceipt> accepted) =>
        _ = CallAsync(
            $"dispatch of {webhookEvent.CustomerId}",
            async () =>
            {
                using var timeIsUp = new CancellationTokenSource(patience, _world.Time);
                return await _host.Dispatcher.DispatchAsync(webhookEvent, options, timeIsUp.Token);
            },
            accepted);

    /// <summary>Adds an endpoint.</summary>
    public void Add(SimulatedEndpoint endpoint, Interest interest)
    {
        var secret = WebhookSecret.Parse(TestHost.Secret);
        Change(
            $"addition of {endpoint.Id}, owed {interest}",
            new StoredChange(endpoint.Id, (_, _) => new StoredVersion(interest, (new SharedSecret { Known = secret }, null))),
            endpoints => endpoints.AddAsync(endpoint.Id, $"test:{endpoint.Id}", built =>
            {
                interest.ApplyTo(built.Options);
                built.As(endpoint.Format).RetryWaits(endpoint.Waits).AddSecret(TestHost.Secret);
                built.Options.Concurrency = endpoint.Concurrency;
                built.Options.Timeout = endpoint.Timeout;
            }));
    }

    /// <summary>Changes what a stored endpoint is owed.</summary>
    public void Change(SimulatedEndpoint endpoint, Interest interest) => Change(
        $"change of {endpoint.Id}, owed {interest}",
        new StoredChange(endpoint.Id, (before, _) => before! with { Interest = interest }),
        endpoints => endpoints.ChangeAsync(endpoint.Id, built => interest.ApplyTo(built.Options)));

    /// <summary>Gives a stored endpoint a new secret.</summary>
    public void Rotate(SimulatedEndpoint endpoint, TimeSpan overlap)
    {
        var secret = new SharedSecret();
        Change(
            $"rotation of {endpoint.Id} within {overlap.TotalSeconds} s",
            new StoredChange(endpoint.Id, (before, now) => before!.Rotate(secret, overlap, now)),
            endpoints => endpoints.RotateSecretAsync(endpoint.Id, overlap),
            made => secret.Known = made);
    }

    public void Delete(SimulatedEndpoint endpoint)
    {
        var change = new StoredChange(endpoint.Id, (_, _) => null);
        _ = CallAsync($"deletion of {endpoint.Id}", () => change.CallAsync(() => _host.Get<IWebhookEndpoints>().DeleteAsync(endpoint.Id)), isDeleted =>
        {
            if (!isDeleted)
            {
                _world.Stored.AcknowledgeNone(endpoint.Id);
                return;
            }

            _world.Stored.Acknowledge(change);
            if (GoneSince is null)
            {
                _world.Stored.CheckCancelled(change, _world.Ledger.Entries);
            }
        });
    }

    public void Receive(string id, Action<ReceiveResult> accepted)
    {
        var request = SignedRequest.Create(_host, $$"""{"event":"message_received","customer_id":"{{id}}","text":"Hello."}""", id);
        var webhook = _host.Verify(request).Webhook!.Value;
        _ = CallAsync($"receipt of {id}", () => _host.Get<IWebhookReceiver>().AcceptAsync(webhook), accepted);
    }

    /// <summary>Replays a dead letter, unless the store has let go of it. The store wakes the engine.</summary>
    public void Replay(LedgerEntry dead) => _host.Run(async () =>
    {
        var replay = new Replay(dead.Message.Id, new NewDelivery(dead.EndpointId));
        var isReplayed = (await _world.Store.ReplayAsync([replay], CancellationToken.None))[0];
        if (isReplayed)
        {
            // In the same step: the engine leases it in the next one.
            _world.Ledger.Reopen(dead);
        }

        return isReplayed;
    });

    /// <summary>Lets endpoints have as much as they may again that are paused, or were disabled.</summary>
    public void EnableAll() => _host.Run(async () =>
    {
        foreach (var endpoint in _world.Endpoints.Where(endpoint => endpoint is { HandlesFrom: null, IsCertain: true }))
        {
            await _host.Get<IWebhookEndpoints>().EnableAsync(endpoint.Id);
        }

        return true;
    });

    public void Dispose() => _host.Dispose();

    private void Change<T>(string what, StoredChange change, Func<IWebhookEndpoints, Task<T>> call, Action<T>? made = null) =>
        _ = CallAsync(what, () => change.CallAsync(() => call(_host.Get<IWebhookEndpoints>())), answer =>
        {
            made?.Invoke(answer);
            _world.Stored.Acknowledge(change);
        });

    private async Task CallAsync<T>(string what, Func<Task<T>> call, Action<T> accepted)
    {
        CallsUnderWay++;
        try
        {
            var answer = await call();
            if (IsAlive)
            {
                _world.History.Note($"{what} returns {answer}");
                accepted(answer);
            }
        }
        catch (Exception exception) when (exception is IOException or StoreUnavailableException or OperationCanceledException or InvalidOperationException
            or ArgumentException)
        {
            _world.History.Note($"{what} throws: {exception.Message}");
        }

        CallsUnderWay--;
    }

    private void Configure(IShopWebhooksBuilder shop)
    {
        shop.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        shop.ProtectSecretsWith(ProtectionKey);
        shop.AddSource(SimulatedEndpoint.Source, source => source.AddSecret(TestHost.Secret));
        foreach (var endpoint in _world.Endpoints)
        {
            if (endpoint.Stored is not null)
            {
                continue;
            }

            if (endpoint.HandlesFrom is { } origin)
            {
                shop.On<WebhookEvent>(
                    endpoint.Id["handler:".Length..],
                    (_, context, cancellationToken) => endpoint.HandleAsync(this, context, cancellationToken),
                    options =>
                    {
                        options.From(origin);
                        options.Concurrency = endpoint.Concurrency;
                        options.Timeout = endpoint.Timeout;
                        options.RetrySchedule = new RetrySchedule([.. endpoint.Waits]);
                    });
                continue;
            }

            shop.AddTestEndpoint(endpoint.Id, built =>
            {
                endpoint.Interest.ApplyTo(built.Options);
                built.As(endpoint.Format).RetryWaits(endpoint.Waits);
                if (endpoint.Transforms)
                {
                    built.Transform(endpoint.Transform);
                }

                built.Options.Concurrency = endpoint.Concurrency;
                built.Options.Timeout = endpoint.Timeout;
                foreach (var secret in endpoint.Secrets)
                {
                    built.AddSecret(secret);
                }
            });
        }
    }
}
