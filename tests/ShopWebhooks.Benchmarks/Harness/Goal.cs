using System.Globalization;

namespace ShopWebhooks.Benchmarks.Harness;

/// <summary>What the ratio of ours to the limit should be: of times, of processor times or of memory, at most; or of throughputs, at least.</summary>
/// <param name="Bound">The ratio that must be kept.</param>
/// <param name="Aim">The ratio that we would like.</param>
/// <param name="Quantity">What the ratio is of.</param>
internal sealed record Goal(double Bound, double Aim, Quantity Quantity)
{
    public static Goal TimeAtMost(double bound, double aim) => new(bound, aim, Quantity.Time);

    public static Goal ThroughputAtLeast(double bound, double aim) => new(bound, aim, Quantity.Throughput);

    public static Goal ProcessorTimeAtMost(double bound, double aim) => new(bound, aim, Quantity.ProcessorTime);

    public static Goal MemoryAtMost(double bound, double aim) => new(bound, aim, Quantity.Memory);

    public double Ratio(Measurement ours, Measurement limit) => Quantity switch
    {
        Quantity.Time => ours.NanosecondsPerOperation / limit.NanosecondsPerOperation,
        Quantity.Throughput => limit.NanosecondsPerOperation / ours.NanosecondsPerOperation,
        Quantity.ProcessorTime => ours.CpuMicrosecondsPerOperation / limit.CpuMicrosecondsPerOperation,
        _ => ours.BytesPerOperation / limit.BytesPerOperation,
    };

    public bool IsKept(double ratio) => Reaches(ratio, Bound);

    public bool IsAimReached(double ratio) => Reaches(ratio, Aim);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Quantity == Quantity.Throughput ? ">=" : "<=")} {Bound:0.00} (aim {Aim:0.00})");

    private bool Reaches(double ratio, double mark) => Quantity == Quantity.Throughput ? ratio >= mark : ratio <= mark;
}
