namespace ShopWebhooks.Tests.House;

internal sealed class HouseTests
{
    private static readonly IHouseRule[] Rules =
    [
        .. typeof(IHouseRule).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IHouseRule)) && type.IsClass)
            .Select(type => (IHouseRule)Activator.CreateInstance(type)!),
    ];

    private static IEnumerable<TestCaseData> EachRule => Rules.Select(rule => new TestCaseData(rule).SetArgDisplayNames(Name(rule)));

    private static IEnumerable<TestCaseData> EachPlantedViolation =>
        from rule in Rules
        from planted in rule.Planted
        select new TestCaseData(rule, planted).SetArgDisplayNames(Name(rule), $"{planted.Path}:{planted.Line}", planted.Text);

    private static IEnumerable<TestCaseData> EachLookalike =>
        from rule in Rules
        from lookalike in rule.Lookalikes
        select new TestCaseData(rule, lookalike).SetArgDisplayNames(Name(rule), lookalike.Path);

    private static IReadOnlyList<SourceFile> Tree { get; } = SourceTree.Read(Repository.Root);

    [TestCaseSource(nameof(EachRule))]
    public void The_source_tree_keeps(IHouseRule rule)
    {
        var violations = Tree.SelectMany(rule.Check).ToList();
        if (violations.Count > 0)
        {
            Assert.Fail($"{rule.Rule}\n{string.Join('\n', violations)}");
        }
    }

    [TestCaseSource(nameof(EachPlantedViolation))]
    public void A_planted_violation_is_found(IHouseRule rule, PlantedViolation planted)
    {
        var violations = rule.Check(new SourceFile(planted.Path, planted.Text));

        violations.Should().ContainSingle().Which.ToString().Should().StartWith($"{planted.Path}:{planted.Line}: ").And.EndWith(".");
    }

    [TestCaseSource(nameof(EachLookalike))]
    public void A_lookalike_is_left_alone(IHouseRule rule, SourceFile lookalike) => rule.Check(lookalike).Should().BeEmpty();

    [TestCaseSource(nameof(EachRule))]
    public void A_rule_is_tried_deep_in_the_tree_and_on_lookalikes(IHouseRule rule)
    {
        rule.Planted.Should().Contain(planted => planted.Path.Split('/').Length > 3);
        rule.Lookalikes.Should().NotBeEmpty();
    }

    [Test]
    public void The_tree_is_read_to_its_leaves_and_without_build_output()
    {
        var paths = Tree.Select(file => file.Path).ToList();

        paths.Should().Contain(["ShopWebhooks.sln", ".ci/run", "tests/run.sh", "tests/ShopWebhooks.Tests/House/Rules/NamespaceRule.cs"]);
        paths.Should().NotContain(path => path.Contains("/obj/") || path.Contains("/bin/") || path.StartsWith(".git/"));
    }

    [Test]
    public void Every_package_has_an_approved_public_api()
    {
        var missing = Repository.Packages.Where(package => Tree.All(file => file.Path != $"src/{package}/PublicApi.txt"));

        missing.Should().BeEmpty("the test project of each package compiles tests/House/PublicApiTests.cs and approves what it shows");
    }

    private static string Name(IHouseRule rule) => rule.GetType().Name;
}
