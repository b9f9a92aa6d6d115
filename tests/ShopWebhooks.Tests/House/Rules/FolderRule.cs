namespace ShopWebhooks.Tests.House.Rules;

internal sealed class FolderRule : IHouseRule
{
    private static readonly string[] Layers =
        ["Helpers", "Helper", "Utils", "Util", "Utilities", "Common", "Misc", "Services", "Models", "Managers", "Extensions", "Exceptions"];

    public string Rule => "A folder of src is an idea of the domain, not a layer.";

    public IEnumerable<PlantedViolation> Planted =>
    [
        new(1, "src/ShopWebhooks/Helpers/Clock.cs", ""),
        new(1, "src/ShopWebhooks.Sqlite/Storage/Schema/Utils/Sql.cs", ""),
        new(1, "src/Common/ShopWebhooks.Cli/README.md", ""),
    ];

    public IEnumerable<SourceFile> Lookalikes =>
    [
        new("src/ShopWebhooks/Endpoints/Common.cs", ""),
        new("src/ShopWebhooks/CommonEvents/NewOrder.cs", ""),
        new("tests/ShopWebhooks.Tests/Models/Order.cs", ""),
    ];

    public IEnumerable<Violation> Check(SourceFile file)
    {
        var layers = file.Path.Split('/')[..^1].Intersect(Layers, StringComparer.OrdinalIgnoreCase);
        return file.IsUnder("src") ? layers.Select(layer => new Violation(file.Path, 1, $"'{layer}' names a layer; name the idea.")) : [];
    }
}
