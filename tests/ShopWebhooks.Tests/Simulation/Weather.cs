namespace ShopWebhooks.Tests.Simulation;

/// <summary>How the store is reached for the time being, in chances out of a thousand calls.</summary>
/// <param name="Latency">The longest ordinary way there and the longest back.</param>
internal sealed record Weather(TimeSpan Latency)
{
    public static Weather Calm { get; } = new(TimeSpan.Zero);

    public static Weather Any(World world) => new(world.OneOf(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(50)))
    {
        Fails = world.OneOf(0, 0, 20, 200),
        LosesAnswer = world.OneOf(0, 0, 20, 200),
        Hangs = world.OneOf(0, 0, 50),
        Kills = world.OneOf(0, 0, 20),
    };

    /// <summary>The call fails and had no effect.</summary>
    public int Fails { get; init; }

    /// <summary>The call had its effect, and the caller gets an error.</summary>
    public int LosesAnswer { get; init; }

    /// <summary>The call takes up to half a minute more, which is as long as a store may keep its caller waiting.</summary>
    public int Hangs { get; init; }

    /// <summary>The process dies while the call is under way.</summary>
    public int Kills { get; init; }
}
