namespace ShopWebhooks.Tests.House;

internal sealed class PublicApiDiffTests
{
    private const string Approved = """
        sealed class Shop.Order : IOrder
            int Count { get; }
            string Id { get; }

        class Shop.Cart<T> where T : class
            int Count { get; }

        """;

    [Test]
    public void Describe_finds_nothing_in_the_same_text() => PublicApiDiff.Describe(Approved, Approved).Should().BeNull();

    [Test]
    public void Describe_names_the_type_of_a_member_that_is_gone() =>
        PublicApiDiff.Describe(Approved, Approved.Replace("    string Id { get; }\n", ""))
            .Should().Be("- Shop.Order » string Id { get; }");

    [Test]
    public void Describe_shows_both_sides_of_a_changed_member() =>
        PublicApiDiff.Describe(Approved, Approved.Replace("class\n    int Count", "class\n    long Count"))
            .Should().Be("- Shop.Cart<T> » int Count { get; }\n+ Shop.Cart<T> » long Count { get; }");

    [Test]
    public void Describe_shows_a_changed_kind_without_repeating_the_members() =>
        PublicApiDiff.Describe(Approved, Approved.Replace("sealed class", "struct"))
            .Should().Be("- sealed class Shop.Order : IOrder\n+ struct Shop.Order : IOrder");

    [Test]
    public void Describe_does_not_hide_a_change_of_order() =>
        PublicApiDiff.Describe("class A\n\nclass B\n", "class B\n\nclass A\n").Should().Be("  (only the order or the blank lines)");
}
