using System.Text.RegularExpressions;

namespace ShopWebhooks.Tests.House.Rules;

internal sealed partial class FinishedRule : IHouseRule
{
    public string Rule => "Nothing in src, tests and samples is left for later.";

    public IEnumerable<PlantedViolation> Planted =>
    [
        new(2, "src/ShopWebhooks/Storage/Schema/Table.cs", "class Table\n{ } // " + "TO" + "DO: columns"),
        new(1, "src/ShopWebhooks/README.md", "FIX" + "ME: say more."),
        new(1, "tests/ShopWebhooks.Tests/Signing/V1/Tests.cs", "// HA" + "CK"),
        new(1, "samples/QuickStart/appsettings.json", "{ \"key\": \"X" + "XX\" }"),
        new(1, "src/ShopWebhooks/Storage/A.cs", "throw new NotImplemented" + "Exception();"),
    ];

    public IEnumerable<SourceFile> Lookalikes =>
    [
        new("src/ShopWebhooks/Storage/Table.cs", "// The hacker's todo list: XXXL, HACKED, NotSupportedException."),
        new("README.md", "A list of TO" + "DO items is a good first sample."),
    ];

    public IEnumerable<Violation> Check(SourceFile file) => !file.IsUnder("src", "tests", "samples")
        ? []
        : Unfinished().Matches(file.Text).Select(match => file.At(match.Index, $"'{match.Value}' is unfinished work."));

    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK|X" + @"XX|NotImplemented" + @"Exception)\b")]
    private static partial Regex Unfinished();
}
