namespace ShopWebhooks.Tests.House.Rules;

/// <remarks>A folder of tests that is no project is compiled into several and belongs to the core's: tests/Doubles.</remarks>
internal sealed class NamespaceRule : IHouseRule
{
    public string Rule => "A namespace is the folder's path, from the project's name on, in src and tests.";

    public IEnumerable<PlantedViolation> Planted =>
    [
        new(2, "src/ShopWebhooks/Storage/Schema/Table.cs", "using System;\nnamespace ShopWebhooks.Storage;\nclass Table;"),
        new(1, "src/ShopWebhooks/Webhook.cs", "namespace ShopWebhooks.Events;"),
        new(1, "tests/ShopWebhooks.Tests/Signing/Schemes/V1Tests.cs", "namespace ShopWebhooks.Signing.Schemes;"),
        new(1, "tests/Doubles/RecordingTransport.cs", "namespace ShopWebhooks.Doubles;"),
        new(1, "src/ShopWebhooks/Endpoints/Lane.cs", "class Lane;"),
    ];

    public IEnumerable<SourceFile> Lookalikes =>
    [
        new("src/ShopWebhooks/Storage/Schema/Table.cs", "// namespace Elsewhere;\nnamespace ShopWebhooks.Storage.Schema;\nclass Table;"),
        new("src/ShopWebhooks.Sqlite/Storage/Table.cs", "namespace ShopWebhooks.Sqlite.Storage;"),
        new("tests/Doubles/RecordingTransport.cs", "namespace ShopWebhooks.Tests.Doubles;"),
        new("tests/ShopWebhooks.Benchmarks/Program.cs", "using System;\nConsole.WriteLine(\"namespace X;\");"),
        new("samples/QuickStart/Order.cs", "namespace Shop;"),
    ];

    public IEnumerable<Violation> Check(SourceFile file)
    {
        if (!file.IsUnder("src", "tests"))
        {
            yield break;
        }

        var expected = Expected(file.Path.Split('/')[1..^1]);
        var declared = file.Find("namespace").ToList();
        foreach (var start in declared)
        {
            var words = file.Tokens.Skip(start + 1).Select(token => token.Text).TakeWhile(word => word is not (";" or "{"));
            var name = string.Concat(words);
            if (name != expected)
            {
                yield return file.At(file.Tokens[start], $"the namespace is '{name}', the folder says '{expected}'.");
            }
        }

        if (declared.Count == 0 && TypeDeclaration.OutermostIn(file).FirstOrDefault() is { } type)
        {
            yield return file.At(type.Token, $"'{type.Name}' is in no namespace, the folder says '{expected}'.");
        }
    }

    private static string Expected(string[] folders) =>
        string.Join('.', folders is [['S', 'h', 'o', 'p', ..], ..] ? folders : ["ShopWebhooks", "Tests", .. folders]);
}
