namespace ShopWebhooks.Tests.House.Rules;

/// <remarks>
/// That every store of the package then has tests which derive from the suite, the suite sees for itself: StoreCoverageTests.
/// </remarks>
internal sealed class StoreSuiteRule : IHouseRule
{
    private const string Suite = "../StoreConformance/*.cs";

    public string Rule => $"The test project of a package with a store compiles {Suite}.";

    public IEnumerable<PlantedViolation> Planted =>
    [
        new(2, "src/ShopWebhooks.Untested/Storage/Schema/AStore.cs", "namespace X;\nsealed class AStore(int x) : Base, IWebhookStore { }"),
        new(1, "src/ShopWebhooks.Untested/BStore.cs", "class BStore : Storage.IWebhookStore\n{ }"),
        new(1, "src/ShopWebhooks.Untested/CStore.cs", "class CStore<T> : IWebhookStore where T : class { }"),
    ];

    public IEnumerable<SourceFile> Lookalikes =>
    [
        new("src/ShopWebhooks/Storage/AStore.cs", "sealed class AStore : IWebhookStore { }"),
        new("src/ShopWebhooks.Untested/User.cs", "class User(IWebhookStore store) : Base, IUser { IWebhookStore A => store; }"),
        new("src/ShopWebhooks.Untested/Use.cs", "class Use<T> : IUse where T : IWebhookStore;\nclass Call { object F(bool a) => a ? 1 : X<IWebhookStore>(); }"),
        new("tests/ShopWebhooks.Untested.Tests/AStore.cs", "class AStore : IWebhookStore { }"),
    ];

    public IEnumerable<Violation> Check(SourceFile file)
    {
        if (!file.IsUnder("src") || CompilesSuite(file.Path.Split('/')[1] + ".Tests"))
        {
            return [];
        }

        return file.Find("class").Where(start => IsStore(file, start))
            .Select(start => file.At(file.Tokens[start], $"'{file.Tokens[start + 1].Text}' is a store that nobody holds to the contract."));
    }

    private static bool CompilesSuite(string project)
    {
        var path = Path.Combine(Repository.Root, "tests", project, project + ".csproj");
        return File.Exists(path) && File.ReadAllText(path).Contains($"<Compile Include=\"{Suite}\"", StringComparison.Ordinal);
    }

    // A class header is "class NAME …: BASES" up to its body; what stands in parentheses belongs to its constructor.
    private static bool IsStore(SourceFile file, int classAt)
    {
        var header = file.Tokens.Skip(classAt + 1).Select(token => token.Text).TakeWhile(text => text is not ("{" or ";" or "where")).ToList();
        var colon = header.LastIndexOf(":");
        return colon > 0 && header.Skip(colon).Contains("IWebhookStore");
    }
}
