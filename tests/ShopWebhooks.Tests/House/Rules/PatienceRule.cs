using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ShopWebhooks.Tests.House.Rules;

/// <remarks>A benchmark may let the machine come to rest.</remarks>
internal sealed class PatienceRule : IHouseRule
{
    public string Rule => "No test sleeps for luck; it advances a ManualTimeProvider or awaits the thing itself.";

    public IEnumerable<PlantedViolation> Planted =>
    [
        new(2, "tests/ShopWebhooks.Tests/Delivery/Lanes/LaneTests.cs", "Send();\nThread.Sleep(limit);"),
        new(1, "tests/ShopWebhooks.AspNetCore.Tests/A.cs", "await Task.Delay(100);"),
        new(1, "tests/Doubles/A.cs", "await Task.Delay(TimeSpan.FromSeconds(0.5), cancellationToken);"),
    ];

    public IEnumerable<SourceFile> Lookalikes =>
    [
        new("tests/ShopWebhooks.Tests/Delivery/LaneTests.cs", """
            // Thread.Sleep(1) would be luck.
            await Task.Delay(Timeout.Infinite, cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(5), clock);
            var text = "Task.Delay(100)";
            lane.Sleep(100);
            """),
        new("samples/QuickStart/Program.cs", "await Task.Delay(100);"),
        new("tests/ShopWebhooks.Benchmarks/Harness/Round.cs", "await Task.Delay(100);"),
    ];

    public IEnumerable<Violation> Check(SourceFile file) => !file.IsUnder("tests") || file.IsUnder("tests/ShopWebhooks.Benchmarks")
        ? []
        :
        [
            .. Call.Find(file, "Thread", ".", "Sleep").Select(call => file.At(call.Name, "Thread.Sleep in a test.")),
            .. Call.Find(file, "Task", ".", "Delay").Where(call => !call.TakesClock && HasNumber(call))
                .Select(call => file.At(call.Name, "Task.Delay with a number in a test.")),
        ];

    private static bool HasNumber(Call call) =>
        call.Arguments.SelectMany(tokens => tokens).Any(token => token.IsKind(SyntaxKind.NumericLiteralToken));
}
