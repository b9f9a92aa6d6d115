namespace ShopWebhooks.Tests.House.Rules;

internal sealed class FileLengthRule : IHouseRule
{
    private const int Most = 400;

    public string Rule => $"A source file of src has at most {Most} lines.";

    public IEnumerable<PlantedViolation> Planted => [new(401, "src/ShopWebhooks/Storage/Schema/Table.cs", Lines(401))];

    public IEnumerable<SourceFile> Lookalikes =>
    [
        new("src/ShopWebhooks/Storage/Schema/Table.cs", Lines(400)),
        new("src/ShopWebhooks/PublicApi.txt", Lines(401)),
        new("tests/ShopWebhooks.Tests/A.cs", Lines(401)),
    ];

    public IEnumerable<Violation> Check(SourceFile file)
    {
        var count = file.Text.TrimEnd().Split('\n').Length;
        return file.IsUnder("src") && file.IsCode && count > Most
            ? [new Violation(file.Path, count, $"{count} lines hold more than one idea.")]
            : [];
    }

    private static string Lines(int count) => string.Concat(Enumerable.Repeat("x\n", count));
}
