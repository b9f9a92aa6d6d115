namespace ShopWebhooks.Tests.Simulation;

/// <summary>
/// One run, all of which follows from its seed: for a while callers, store, process and clock do what comes to their mind; then all faults
/// cease, the engine is left alone until nothing is owed any more, and the account is drawn up.
/// </summary>
internal sealed class SimulatedRun : IDisposable
{
    // What an endpoint is owed that fails for five days becomes dead letters then.
    private static readonly TimeSpan LongEnough = TimeSpan.FromDays(6);
    private static readonly TimeSpan Busy = TimeSpan.FromHours(1);

    private readonly World _world;
    private readonly Callers _callers;
    private SimulatedProcess _process;

    private SimulatedRun(World world)
    {
        _world = world;
        _callers = new Callers(world);
        _process = new SimulatedProcess(world);
    }

    private bool HasFailed => _world.History.Violation is not null;

    /// <summary>Runs one seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="capacity">How many messages the store holds.</param>
    public static History Of(int seed, int capacity)
    {
        var world = new World(seed, capacity);
        using var run = new SimulatedRun(world);
        run.LiveThroughFaults();
        run.ComeToRest();
        run.SendAgainInSilence();
        run.FillAllLanes();
        FinalChecks.Make(world);
        return world.History;
    }

    public void Dispose() => _process.Dispose();

    private void LiveThroughFaults()
    {
        _world.Weather = _world.OneOf(Weather.Calm, Weather.Any(_world));
        for (var actions = _world.OneOf(5, 10, 20, 60); actions > 0 && !HasFailed; actions--)
        {
            Act();
            EnsureProcess();
        }

        _world.History.Note("all faults cease");
        _world.Weather = Weather.Calm;
    }

    private void Act()
    {
        switch (_world.Chance.Next(100))
        {
            case < 30:
                _callers.DispatchSome(_process);
                break;
            case < 45:
                _callers.SendSome(_process);
                break;
            case < 50:
                _callers.ReplayOne(_process);
                break;
            case < 57:
                _callers.ChangeEndpoints(_process);
                break;
            case < 70:
                _process.Advance(_world.UpTo(TimeSpan.FromSeconds(0.5)));
                break;
            case < 80:
                _process.Advance(_world.UpTo(TimeSpan.FromSeconds(10)));
                break;
            case < 85:
                _process.Advance(_world.UpTo(TimeSpan.FromMinutes(_world.OneOf(2, 10))));
                break;
            case < 90:
                _world.Weather = Weather.Any(_world);
                _world.History.Note($"{_world.Weather}");
                break;
            case < 93:
                _process.StandStill(_world.UpTo(TimeSpan.FromMinutes(1)));
                break;
            case < 96:
                _process.Kill();
                break;
            default:
                _process.Stop(TimeSpan.FromSeconds(1) + _world.UpTo(TimeSpan.FromSeconds(20)));
                break;
        }
    }

    /// <summary>Where the process is gone, and for as long as the next dies in its first moment, another starts.</summary>
    private void EnsureProcess()
    {
        while (_process.GoneSince is { } since)
        {
            _process.Dispose();
            _world.Time.Advance(_world.UpTo(TimeSpan.FromSeconds(_world.OneOf(0, 1, 100))));
            _world.History.Trouble(since, _world.Time.GetUtcNow());
            _world.History.Note("a process starts");
            _process = new SimulatedProcess(_world);
        }
    }

    /// <summary>Lets time pass until nothing is owed and nobody waits, and does nothing that could wake what sleeps.</summary>
    private void ComeToRest()
    {
        var start = _world.Time.GetUtcNow();
        var end = start + LongEnough;
        while (!HasFailed && (_world.Ledger.HasOpen || _process.CallsUnderWay > 0))
        {
            if (_world.Time.GetUtcNow() > end)
            {
                FinalChecks.CheckNothingIsStuck(_world, _process);
                return;
            }

            _process.Advance(_world.Time.GetUtcNow() - start < Busy ? TimeSpan.FromSeconds(20) : TimeSpan.FromMinutes(10));
            EnsureProcess();
        }
    }

    /// <summary>While nobody else keeps the engine awake, it takes up by itself what is made due again.</summary>
    private void SendAgainInSilence()
    {
        if (!HasFailed)
        {
            _callers.SendDeadOneAgain(_process);
            ComeToRest();
        }
    }

    /// <summary>Gives each endpoint more to do at once than it may have under way, and looks whether that many are.</summary>
    private void FillAllLanes()
    {
        if (HasFailed)
        {
            return;
        }

        // Whoever asked to be left alone has been, and the last call to hang has come back.
        _process.Advance(TimeSpan.FromMinutes(3));
        _world.History.Note("all lanes are filled");
        _process.EnableAll();
        foreach (var endpoint in _world.Endpoints)
        {
            endpoint.CloseTheGate();
        }

        _callers.DispatchAndSendPlenty(_process, 1 + _world.Endpoints.Max(endpoint => endpoint.Concurrency));
        FinalChecks.CheckLanesAreFull(_world);
        foreach (var endpoint in _world.Endpoints)
        {
            endpoint.OpenTheGate();
        }

        _process.Advance(TimeSpan.Zero);
        ComeToRest();
    }
}
