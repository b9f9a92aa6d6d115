namespace ShopWebhooks.Tests.House;

/// <summary>A rule that the source tree keeps. It brings the specimens it is tested with, so that no rule can guard nothing.</summary>
internal interface IHouseRule
{
    /// <summary>The rule in one sentence.</summary>
    string Rule { get; }

    /// <summary>Files that break the rule once; one of them at least in a nested folder.</summary>
    IEnumerable<PlantedViolation> Planted { get; }

    /// <summary>Files that only look as if they did.</summary>
    IEnumerable<SourceFile> Lookalikes { get; }

    IEnumerable<Violation> Check(SourceFile file);
}
