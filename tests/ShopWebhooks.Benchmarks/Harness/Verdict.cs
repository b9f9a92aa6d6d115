using System.Globalization;

namespace ShopWebhooks.Benchmarks.Harness;

/// <summary>What the rounds of one benchmark amount to.</summary>
internal sealed class Verdict(Benchmark benchmark, IReadOnlyList<Measurement> ours, IReadOnlyList<Measurement> limit)
{
    private readonly double[] _ratios = [.. ours.Zip(limit, benchmark.Goal.Ratio).Order()];

    public double Ratio => _ratios[_ratios.Length / 2];

    public bool IsKept =>
        benchmark.Goal.IsKept(Ratio) && !(Median(ours, m => m.BytesPerOperation) > benchmark.MaxBytesPerOperation);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{benchmark.Name,-44} {Ratio:0.00} [{_ratios[0]:0.00}..{_ratios[^1]:0.00}]  {benchmark.Goal}  {Word}")
        + $"  ours {Side(ours)}; limit {Side(limit)}";

    private string Word => !IsKept ? "MISSED" : benchmark.Goal.IsAimReached(Ratio) ? "ok, aim reached" : "ok";

    private string Side(IReadOnlyList<Measurement> side)
    {
        var time = Median(side, m => m.NanosecondsPerOperation) / 1000;
        var cpu = Median(side, m => m.CpuMicrosecondsPerOperation);
        var bytes = Median(side, m => m.BytesPerOperation);
        return benchmark.Goal.Quantity == Quantity.Memory
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024 * 1024):0} MiB")
            : string.Create(CultureInfo.InvariantCulture, $"{time:0.00} µs, CPU {cpu:0.00} µs, {bytes:0} B");
    }

    private static double Median(IReadOnlyList<Measurement> side, Func<Measurement, double> figure) =>
        side.Select(figure).Order().ElementAt(side.Count / 2);
}
