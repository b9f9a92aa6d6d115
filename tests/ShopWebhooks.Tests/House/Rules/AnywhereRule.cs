using System.Text.RegularExpressions;

namespace ShopWebhooks.Tests.House.Rules;

internal sealed partial class AnywhereRule : IHouseRule
{
    public string Rule => "No file names a folder of one machine or the host of a package registry.";

    public IEnumerable<PlantedViolation> Planted =>
    [
        new(2, "README.md", "Run\n    cd /wo" + "rk/main"),
        new(1, "src/ShopWebhooks/Storage/Schema/Table.cs", "string File => \"/ho" + "me/alice/table\";"),
        new(1, "tests/ShopWebhooks.Tests/A.csproj", "<Import Project=\"/ro" + "ot/a.props\" />"),
        new(1, ".ci/run", "TMPDIR=/tmp" + "/w/a"),
        new(1, "samples/QuickStart/Program.cs", "// C:\\Us" + "ers\\alice"),
        new(1, "samples/QuickStart/nuget.config", "<add key=\"a\" value=\"https://api.nu" + "get.org/v3/index.json\" />"),
        new(1, "tests/package-lock.json", "\"resolved\": \"https://registry.npm" + "js.org/a\""),
    ];

    public IEnumerable<SourceFile> Lookalikes =>
    [
        new("README.md", "Mount /var/lib/shop, work/main or https://shop.example/home/page; see ~/home/a, framework/x and ../root/y."),
        new("tests/ShopWebhooks.Tests/A.cs", "Path.Combine(Path.GetTempPath(), \"work\", \"home\")"),
    ];

    public IEnumerable<Violation> Check(SourceFile file) =>
        OneMachine().Matches(file.Text).Select(match => file.At(match.Index, $"'{match.Value}' is not the same everywhere."));

    [GeneratedRegex(@"(?<![\w.~-])/(wo" + @"rk|ro" + @"ot|ho" + @"me|tmp/w)/|[A-Z]:\\Us" + @"ers\\|"
        + @"api\.nu" + @"get\.org|registry\.npm" + @"js\.org")]
    private static partial Regex OneMachine();
}
