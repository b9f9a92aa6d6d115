using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Simulation;

/// <summary>How endpoints answer: each method draws one answer of its kind.</summary>
internal sealed class Tempers(World world)
{
    private static readonly TransportResult Broken = TransportResult.Failed("It answered 500.") with { StatusCode = 500 };
    private static readonly TransportResult Rejected = TransportResult.Rejected("It wants none of this.");

    public Answer Healthy() => new(TransportResult.Delivered) { After = UpTo(0.05) };

    /// <summary>Fails every other time, and has the body all the same every other time that it fails.</summary>
    public Answer Flaky() => new(Often(500) ? Broken : TransportResult.Delivered) { After = UpTo(0.3), Takes = Often(500) };

    /// <summary>Mostly later than its caller waits, and now and then so stubborn that no cancellation ends it.</summary>
    public Answer Slow() => new(Often(100) ? Broken : TransportResult.Delivered) { After = UpTo(Often(50) ? 50 : 6), IsStubborn = Often(200) };

    public Answer Dead() => new(Broken) { After = Often(300) ? UpTo(10) : TimeSpan.Zero };

    /// <summary>Asks in every third answer to be left alone for a while.</summary>
    public Answer Limited() => Often(333)
        ? new(Broken with { RetryAfter = UpTo(40), PauseEndpoint = true })
        : new(TransportResult.Delivered) { After = UpTo(0.3) };

    public Answer Rejecting() => new(Often(333) ? Rejected : TransportResult.Delivered) { After = UpTo(0.3) };

    /// <summary>A handler that does all a handler may do.</summary>
    public Answer Moody() => world.Chance.Next(10) switch
    {
        0 => new(Rejected),
        1 => new(TransportResult.Failed("Ask again.") with { RetryAfter = UpTo(30) }) { FollowUps = 2 },
        2 => new(Broken) { After = UpTo(10) },
        3 => new(TransportResult.Delivered) { After = UpTo(40), IsStubborn = Often(500), FollowUps = 1 },
        _ => new(TransportResult.Delivered) { After = UpTo(0.3), FollowUps = world.Chance.Next(3) },
    };

    private bool Often(int perMille) => world.Happens(perMille);

    private TimeSpan UpTo(double seconds) => world.UpTo(TimeSpan.FromSeconds(seconds));
}
