namespace ShopWebhooks.Tests.House.Rules;

internal sealed class LengthRule : IHouseRule
{
    private const int MostLines = 400;
    private const int MostColumns = 160;

    public string Rule => $"A file of src has at most {MostLines} lines, and a line of C# at most {MostColumns} characters.";

    public IEnumerable<PlantedViolation> Planted =>
    [
        new(401, "src/ShopWebhooks/Storage/Schema/Table.cs", Lines(401)),
        new(2, "tests/ShopWebhooks.Tests/A.cs", "class A\n" + new string('x', 141)),
    ];

    public IEnumerable<SourceFile> Lookalikes =>
    [
        new("src/ShopWebhooks/Storage/Schema/Table.cs", Lines(400)),
        new("src/ShopWebhooks/PublicApi.txt", Lines(401) + new string('x', 141)),
        new("tests/ShopWebhooks.Tests/A.cs", Lines(401) + new string('x', 160)),
    ];

    public IEnumerable<Violation> Check(SourceFile file)
    {
        if (!file.IsCode)
        {
            yield break;
        }

        var count = file.Text.AsSpan().TrimEnd('\n').Count('\n') + 1;
        if (file.IsUnder("src") && count > MostLines)
        {
            yield return new Violation(file.Path, count, "there is a second idea in here.");
        }

        for (var i = 0; i < file.Lines.Count; i++)
        {
            if (file.Lines[i].Length > MostColumns)
            {
                yield return new Violation(file.Path, i + 1, $"{file.Lines[i].Length} characters.");
            }
        }
    }

    private static string Lines(int count) => string.Concat(Enumerable.Repeat("x\n", count));
}
