using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Simulation;

/// <summary>What outlives a process: clock and chance, the store and the ledger beside it, the endpoints, the weather and the history.</summary>
internal sealed class World
{
    // Somewhat less than most messages have: it is now the one bound that is met and now the other.
    private const long BytesPerMessage = 75;

    public World(int seed, int capacity)
    {
        Chance = new Random(seed);
        StoreForgets = capacity < 10_000;
        StoreIsShared = Happens(300);
        Store = new InMemoryStore(Time, capacity, byteCapacity: capacity * BytesPerMessage);
        History = new History(seed, Time);
        Stored = new StoredLedger(Time, History);
        Ledger = new Ledger(Time, History, Stored, StoreForgets);
        Endpoints = SimulatedEndpoint.All(this);
    }

    public ManualTimeProvider Time { get; } = new();

    public Random Chance { get; }

    public InMemoryStore Store { get; }

    /// <summary>Whether other processes may write to the store.</summary>
    public bool StoreIsShared { get; }

    /// <summary>Whether the store is so small that it lets go of what is final.</summary>
    public bool StoreForgets { get; }

    public History History { get; }

    public Ledger Ledger { get; }

    /// <summary>The account of the endpoints that are stored at run time.</summary>
    public StoredLedger Stored { get; }

    public IReadOnlyList<SimulatedEndpoint> Endpoints { get; }

    public Weather Weather { get; set; } = Weather.Calm;

    /// <summary>True in so many cases out of a thousand.</summary>
    public bool Happens(int perMille) => Chance.Next(1000) < perMille;

    public TimeSpan UpTo(TimeSpan most) => TimeSpan.FromMilliseconds(Chance.Next((int)most.TotalMilliseconds + 1));

    public T OneOf<T>(params IReadOnlyList<T> choices) => choices[Chance.Next(choices.Count)];

    /// <summary>Does something after a time, whether or not the process that wanted it still lives.</summary>
    public void After(TimeSpan wait, Action then)
    {
        if (wait == TimeSpan.Zero)
        {
            then();
        }
        else
        {
            Time.CreateTimer(_ => then(), null, wait, Timeout.InfiniteTimeSpan);
        }
    }
}
