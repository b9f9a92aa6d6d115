using System.Diagnostics;
using System.Net;

namespace ShopWebhooks.Sqlite.Tests.Crashes;

/// <summary>A shop that is killed over and over, on one file from its first start on, and is left alone in the end.</summary>
/// <remarks>
/// The seed chooses when to kill and how slow answers are; how far the shop has come by then is up to the machine. A delivery that is
/// under way at five kills in a row comes under suspicion of having caused them; so every fourth one is followed by a life that first works
/// off what it owes.
/// </remarks>
internal sealed class CrashRun : IDisposable
{
    private const int Senders = 4;
    private const int KillsWithoutRest = 4;

    private static readonly KillMoment[] Moments = Enum.GetValues<KillMoment>();
    private static readonly TimeSpan LongestOpening = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan SlowestAnswer = TimeSpan.FromMilliseconds(40);

    private readonly Random _choice;
    private readonly Random _answers;
    private readonly Account _account = new();
    private readonly List<string> _history = [];
    private readonly HttpClient _client = new();
    private readonly CancellationTokenSource _end = new();
    private TaskCompletionSource<(ShopProcess Shop, Uri Address)> _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ShopProcess? _shop;
    private Fuse? _fuse;

    // Answers are chosen while kills are, in an order that no seed knows.
    private CrashRun(int seed) => (_choice, _answers) = (new Random(seed), new Random(seed));

    /// <summary>Runs it, and returns what it found wrong, or nothing.</summary>
    public static async Task<string?> OfAsync(int seed, int kills)
    {
        using var run = new CrashRun(seed);
        var clock = Stopwatch.StartNew();
        IReadOnlyList<string> violations;
        try
        {
            violations = await run.RunAsync(kills);
        }
        catch (Exception exception)
        {
            violations = [exception.ToString()];
        }

        TestContext.Progress.WriteLine(
            $"seed {seed}: {kills} kills in {clock.Elapsed.TotalSeconds:0.0} s, {run._account.Arrivals} arrivals, {run._account.Repeats} of them repeated, "
            + $"{run._account.WithoutReceipt} orders stored without a receipt");
        return violations.Count == 0 ? null : $"""
            Seed {seed}:
            {string.Join('\n', violations.Take(20))}
            ({violations.Count} in all) after
            {string.Join('\n', run._history)}
            To run it alone, set SHOPWEBHOOKS_CRASH_SEED={seed}.
            """;
    }

    public void Dispose()
    {
        _client.Dispose();
        _end.Dispose();
    }

    private async Task<IReadOnlyList<string>> RunAsync(int kills)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("shop-webhooks.db");
        await using var recipient = await Recipient.StartAsync(ReceiveAsync);
        var senders = Enumerable.Range(1, Senders).Select(SendAsync).ToArray();
        try
        {
            var withoutRest = 0;
            for (var life = 1; life <= kills; life++)
            {
                var mustRest = withoutRest++ == KillsWithoutRest;
                await using var shop = Start(file, recipient, life);
                if (mustRest)
                {
                    await shop.DrainAsync();
                    withoutRest = 1;
                }

                await KillAsync(shop, life == 1 ? KillMoment.Opening : Moments[_choice.Next(mustRest ? 1 : 0, Moments.Length)]);
            }

            await _end.CancelAsync();
            await using var last = Start(file, recipient, kills + 1);
            await last.DrainAsync();
            await last.StopAsync();
            if (last.ExitCode != 0)
            {
                _account.Violate($"The last life ended with exit code {last.ExitCode}. It wrote:\n{last.Errors}");
            }
        }
        finally
        {
            await _end.CancelAsync();
            await Patience.AwaitAsync(Task.WhenAll(senders), "end of the senders");
        }

        if (KeptFile.CheckIntegrity(file) is var integrity and not "ok")
        {
            _account.Violate($"SQLite finds in the file: {integrity}");
        }

        return _account.Settle(await KeptFile.ReadAsync(file));
    }

    private ShopProcess Start(string file, Recipient recipient, int life) =>
        _shop = ShopProcess.Start(file, recipient.Address, life, words => Hear(life, words));

    private async Task KillAsync(ShopProcess shop, KillMoment moment)
    {
        var isOpening = moment == KillMoment.Opening;
        var fuse = new Fuse(moment, isOpening ? 1 : 1 + _choice.Next(60));

        // Squared, since most of what is to be interrupted is over soon.
        var wait = Math.Pow(_choice.NextDouble(), 2) * (isOpening ? LongestOpening : LongestWait);
        _history.Add($"life {shop.Life}, killed {wait.TotalMilliseconds:0.000} ms after {fuse}");
        Volatile.Write(ref _fuse, fuse);
        if (!isOpening)
        {
            await shop.LoadAsync();
            var address = await shop.ListeningAsync();
            _loaded.SetResult((shop, address));
        }

        await shop.AwaitAsync(fuse.Blown, $"{fuse} that it was to be killed upon");

        // Timers count milliseconds, and a commit may take less than one.
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < wait;)
        {
            Thread.SpinWait(10);
        }

        if (!isOpening)
        {
            _loaded = new TaskCompletionSource<(ShopProcess Shop, Uri Address)>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        await shop.KillAsync();
        Volatile.Write(ref _fuse, null);
    }

    private void Hear(int life, string[] words)
    {
        switch (words)
        {
            case ["opening"]:
                Note(KillMoment.Opening);
                break;
            case ["accepted", var customer, var messageId]:
                _account.Promise($"new_order {customer}", messageId);
                Note(KillMoment.Accepted);
                break;
            case ["recorded", var endpointId, var messageId, var state]:
                _account.Record(life, endpointId, messageId, state);
                Note(KillMoment.Recorded);
                break;
        }
    }

    private async Task ReceiveAsync(Arrival arrival)
    {
        _account.Arrive(arrival);
        if (_shop is not { } shop || shop.Life != arrival.Life)
        {
            return;
        }

        Note(arrival.EndpointId == "sink" ? KillMoment.Sent : KillMoment.Handling);
        if (Volatile.Read(ref _fuse) is { HoldsAnswers: true })
        {
            await shop.Ended;
        }
        else if (ChooseAnswerTime() is { } slow)
        {
            await Task.Delay(slow, TimeProvider.System);
        }
    }

    private TimeSpan? ChooseAnswerTime()
    {
        lock (_answers)
        {
            return _answers.Next(3) == 0 ? _answers.NextDouble() * SlowestAnswer : null;
        }
    }

    /// <summary>Sends one lead after the other, each until it is accepted and some once more, under the same id.</summary>
    private async Task SendAsync(int sender)
    {
        try
        {
            for (var number = 1; ; number++)
            {
                var customer = $"lead-{sender}-{number}";
                var arrival = _account.AwaitArrival(Lead.TagOf(customer));
                await SendAsync(customer);
                _account.Promise(Lead.TagOf(customer), null);
                Note(KillMoment.Acknowledged);
                await arrival.WaitAsync(_end.Token);

                // A sender that does not know what it has sent: to this life of the shop, or to an earlier one.
                if (number % 3 == 0)
                {
                    await SendAsync($"lead-{sender}-{number - 2}");
                }
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
        }
    }

    private async Task SendAsync(string customer)
    {
        while (!await TrySendAsync(customer))
        {
        }
    }

    private async Task<bool> TrySendAsync(string customer)
    {
        var (shop, address) = await _loaded.Task.WaitAsync(_end.Token);
        try
        {
            var status = await Lead.PostAsync(_client, address, customer);
            if (status != HttpStatusCode.OK)
            {
                _account.Violate($"{customer} was answered {status} in life {shop.Life}.");
            }

            return status == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // Killed meanwhile. Whether it was accepted nobody knows, so it is sent again.
            await shop.Ended;
            return false;
        }
    }

    private void Note(KillMoment happened) => Volatile.Read(ref _fuse)?.Note(happened);
}
