using Microsoft.CodeAnalysis;

namespace ShopWebhooks.Tests.House.Rules;

/// <remarks>
/// What leaves the scheduler that work came in on, or waits on the machine's clock, makes two simulations with one seed differ.
/// The analyzer of banned symbols knows types and overloads, but not rooms; what needs a clock in all rooms, such as <c>WaitAsync</c> with
/// a time, is on its list.
/// </remarks>
internal sealed class DeterminismRule : IHouseRule
{
    private const string EntersTheScheduler = "src/ShopWebhooks/Delivery/EngineContext.cs";

    public string Rule => "Delivery, Receiving and Storage of the core stay on their scheduler and on the injected clock.";

    public IEnumerable<PlantedViolation> Planted =>
    [
        new(2, "src/ShopWebhooks/Delivery/Engine.cs", "class Engine {\n  async Task A() => await B().ConfigureAwait(false); }"),
        new(2, "src/ShopWebhooks/Delivery/Lanes/Lane.cs", "await b\n  . ConfigureAwait(continueOnCapturedContext: false);"),
        new(1, "src/ShopWebhooks/Storage/Memory/Rows.cs", "await b.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);"),
        new(1, "src/ShopWebhooks/Receiving/Receiver.cs", "_ = Task.Run(() => Loop());"),
        new(1, "src/ShopWebhooks/Storage/A.cs", "ThreadPool.QueueUserWorkItem(_ => { });"),
        new(1, "src/ShopWebhooks/Storage/A.cs", "var t = new System.Threading.Timer(Tick);"),
        new(1, "src/ShopWebhooks/Storage/A.cs", "var t = new PeriodicTimer(TimeSpan.FromSeconds(1));"),
        new(1, "src/ShopWebhooks/Storage/A.cs", "using var cts = new CancellationTokenSource(options.Timeout);"),
        new(1, "src/ShopWebhooks/Storage/A.cs", "new Thread(Loop).Start();"),
        new(1, "src/ShopWebhooks/Storage/A.cs", "Thread.Yield();"),
        new(2, "src/ShopWebhooks/Delivery/Lanes/Lane.cs", "sending\n  .ContinueWith(_ => Next(), TaskScheduler.Default);"),
        new(1, "src/ShopWebhooks/Delivery/LanePump.cs", "Task.Factory.StartNew(Loop, TaskCreationOptions.LongRunning);"),
        new(1, "src/ShopWebhooks/Storage/EngineContext.cs", "Task.Factory.StartNew(Loop);"),
        new(1, "src/ShopWebhooks/Receiving/A.cs", "source.CancelAfter(timeout);"),
        new(3, "src/ShopWebhooks/Delivery/A.cs", "\n\nawait Task.Delay(options.Timeout, cancellationToken);"),
        new(1, "src/ShopWebhooks/Delivery/A.cs", "await Task.Delay(Max(time, other));"),
    ];

    public IEnumerable<SourceFile> Lookalikes =>
    [
        new("src/ShopWebhooks/Delivery/Engine.cs", """
            // Never ConfigureAwait(false), Task.Run(…) or new Timer(…) here.
            using System.Threading;
            class Engine(TimeProvider clock)
            {
                string Text => "Thread.Sleep(1)";
                async Task A() => await B().ConfigureAwait(true);
                async Task C() => await B().ConfigureAwait(Options.ContinueOnCapturedContext | Options.SuppressThrowing);
                async Task D() => await Task.Delay(Max(a, b), clock, cancellationToken);
                async Task E() => await Task.Delay(delay, options.TimeProvider);
                void F() { new CancellationTokenSource(); new CancellationTokenSource(due, clock); new PeriodicTimer(period, clock); }
                void H() { tasks.StartNew(x); lane.Factory.Start(x); var CancelAfter = ContinueWith; }
                void G() { tasks.Run(x); clock.CreateTimer(Tick, null, due, period); new TimerWheel(); }
            }
            """),
        new(EntersTheScheduler, "Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);"),
        new("src/ShopWebhooks/Transports/HttpTransport.cs", "await b.ConfigureAwait(false);"),
        new("src/ShopWebhooks/Delivery/EngineContext.cs", "new Thread(Capture).UnsafeStart(); // the one that asks for nobody's context"),
        new("src/ShopWebhooks.Sqlite/Storage/SqliteStore.cs", "new Thread(Write).Start();"),
        new("tests/ShopWebhooks.Tests/Delivery/EngineTests.cs", "await Task.Run(Loop);"),
    ];

    public IEnumerable<Violation> Check(SourceFile file)
    {
        if (!file.IsUnder("src/ShopWebhooks/Delivery", "src/ShopWebhooks/Receiving", "src/ShopWebhooks/Storage"))
        {
            return [];
        }

        return
        [
            .. Calls(file, "Task", ".", "Run").Select(call => file.At(call.Name, "Task.Run leaves the scheduler.")),
            .. Calls(file, "Task", ".", "Factory", ".", "StartNew").Where(_ => file.Path != EntersTheScheduler)
                .Select(call => file.At(call.Name, "work enters the scheduler by EngineContext alone.")),
            .. Calls(file, ".", "ContinueWith").Select(call => file.At(call.Name, "ContinueWith leaves the scheduler; await instead.")),
            .. Calls(file, ".", "CancelAfter")
                .Select(call => file.At(call.Name, "CancelAfter may count by the machine's clock; make the source with the time and the clock.")),
            .. Calls(file, "ConfigureAwait").Where(call => !Stays(call.Arguments))
                .Select(call => file.At(call.Name, "ConfigureAwait leaves the scheduler.")),
            .. file.Find("Thread").Concat(file.Find("ThreadPool")).Where(_ => !file.Path.EndsWith("Delivery/EngineContext.cs", StringComparison.Ordinal))
                .Select(at => file.At(file.Tokens[at], "threads are the scheduler's.")),
            .. Calls(file, "Timer").Select(call => file.At(call.Name, "a timer takes the clock: TimeProvider.CreateTimer.")),
            .. Calls(file, "PeriodicTimer").Concat(Calls(file, "CancellationTokenSource")).Where(call => call.Arguments.Count == 1)
                .Select(call => file.At(call.Name, $"{call.Name.Text} takes the clock as its second argument.")),
            .. Calls(file, "Task", ".", "Delay").Where(call => !call.TakesClock)
                .Select(call => file.At(call.Name, "Task.Delay takes the clock.")),
        ];
    }

    private static IEnumerable<Call> Calls(SourceFile file, params string[] name) => Call.Find(file, name);

    private static bool Stays(IReadOnlyList<IReadOnlyList<SyntaxToken>> arguments) =>
        arguments.SelectMany(tokens => tokens).Any(token => token.Text is "true" or "ContinueOnCapturedContext");
}
