using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Simulation;

/// <summary>What an endpoint does with one attempt.</summary>
/// <param name="Result">What it says.</param>
internal sealed record Answer(TransportResult Result)
{
    /// <summary>How long it takes to say so.</summary>
    public TimeSpan After { get; init; }

    /// <summary>It has the body although it does not say so.</summary>
    public bool Takes { get; init; }

    /// <summary>It goes on when the caller gives up.</summary>
    public bool IsStubborn { get; init; }

    /// <summary>How many follow-ups a handler dispatches.</summary>
    public int FollowUps { get; init; }

    public override string ToString() =>
        $"{Result.Outcome} after {After.TotalSeconds} s{(IsStubborn ? ", stubbornly" : "")}{(FollowUps > 0 ? $", with {FollowUps} follow-ups" : "")}";
}
