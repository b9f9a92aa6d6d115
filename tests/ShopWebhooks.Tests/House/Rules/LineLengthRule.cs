namespace ShopWebhooks.Tests.House.Rules;

internal sealed class LineLengthRule : IHouseRule
{
    private const int Most = 160;

    public string Rule => $"A line of C# has at most {Most} characters, as .editorconfig says.";

    public IEnumerable<PlantedViolation> Planted =>
    [
        new(2, "src/ShopWebhooks/Storage/Schema/Table.cs", "class Table\n" + new string('x', 161)),
        new(1, "samples/QuickStart/Program.cs", new string('x', 161) + "\r\n"),
    ];

    public IEnumerable<SourceFile> Lookalikes =>
    [
        new("src/ShopWebhooks/Storage/Table.cs", new string('x', 160) + "\r\n" + new string('x', 160)),
        new("src/ShopWebhooks/PublicApi.txt", new string('x', 161)),
    ];

    public IEnumerable<Violation> Check(SourceFile file) =>
        from line in file.IsCode ? file.Lines.Index() : []
        where line.Item.Length > Most
        select new Violation(file.Path, line.Index + 1, $"{line.Item.Length} characters.");
}
