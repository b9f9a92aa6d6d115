using System.Globalization;

namespace ShopWebhooks.Benchmarks.Harness;

/// <summary>What the ratio of ours to the limit should be: of times, at most; or of throughputs, at least.</summary>
/// <param name="Bound">The ratio that must be kept.</param>
/// <param name="Aim">The ratio that we would like.</param>
/// <param name="IsThroughput">True when the ratio is one of throughputs, and more is better.</param>
internal sealed record Goal(double Bound, double Aim, bool IsThroughput)
{
    public static Goal TimeAtMost(double bound, double aim) => new(bound, aim, IsThroughput: false);

    public static Goal ThroughputAtLeast(double bound, double aim) => new(bound, aim, IsThroughput: true);

    public double Ratio(Measurement ours, Measurement limit)
    {
        var times = ours.NanosecondsPerOperation / limit.NanosecondsPerOperation;
        return IsThroughput ? 1 / times : times;
    }

    public bool IsKept(double ratio) => Reaches(ratio, Bound);

    public bool IsAimReached(double ratio) => Reaches(ratio, Aim);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(IsThroughput ? ">=" : "<=")} {Bound:0.00} (aim {Aim:0.00})");

    private bool Reaches(double ratio, double mark) => IsThroughput ? ratio >= mark : ratio <= mark;
}
