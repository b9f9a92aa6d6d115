using ShopWebhooks.Tests.House;

namespace ShopWebhooks.Tests.Storage;

/// <summary>No store without the conformance suite: <c>XStore</c> in src has an <c>XStoreTests : WebhookStoreTests</c> in tests.</summary>
internal sealed class StoreCoverageTests
{
    [Test]
    public void Every_store_passes_the_conformance_suite()
    {
        var tree = SourceTree.Read(Repository.Root);

        StoresIn(tree).Should().Contain("InMemoryStore");
        Uncovered(tree).Should().BeEmpty("a store's tests derive from WebhookStoreTests and are called after the store");
    }

    [Test]
    public void A_store_without_tests_of_its_own_is_found() => Uncovered(
        [
            new SourceFile("src/ShopWebhooks/Storage/AStore.cs", "sealed class AStore(int x) : Base, IWebhookStore { }"),
            new SourceFile("src/ShopWebhooks.Sql/Storage/BStore.cs", "class BStore : Storage.IWebhookStore\n{ }"),
            new SourceFile("src/ShopWebhooks/Storage/CStore.cs", "class CStore<T> : IWebhookStore where T : class { }"),
            new SourceFile("src/ShopWebhooks/Storage/IWebhookStore.cs", "interface IWebhookStore; class User(IWebhookStore store) : Base;"),
            new SourceFile("tests/X.Tests/Storage/AStoreTests.cs", "sealed class AStoreTests : WebhookStoreTests { }"),
            new SourceFile("tests/X.Tests/Storage/BStoreTests.cs", "abstract class BStoreTests : WebhookStoreTests { }"),
            new SourceFile("tests/X.Tests/Storage/CStoreTests.cs", "class CStoreTests { }"),
        ]).Should().BeEquivalentTo("BStore", "CStore");

    private static IEnumerable<string> Uncovered(IReadOnlyList<SourceFile> tree) =>
        StoresIn(tree).Except(ConcreteHeirs(tree, "tests", "WebhookStoreTests").Select(name => name[..^"Tests".Length]));

    private static IEnumerable<string> StoresIn(IReadOnlyList<SourceFile> tree) => ConcreteHeirs(tree, "src", "IWebhookStore");

    // A class header is "class NAME …: BASES" up to its body; what stands in parentheses belongs to its constructor.
    private static IEnumerable<string> ConcreteHeirs(IReadOnlyList<SourceFile> tree, string folder, string parent) =>
        from file in tree
        where file.IsUnder(folder)
        from start in file.Find("class")
        where start == 0 || !Modifiers(file, start).Contains("abstract")
        let header = file.Tokens.Skip(start + 1).Select(token => token.Text).TakeWhile(text => text is not ("{" or ";" or "where")).ToList()
        let colon = header.LastIndexOf(":")
        where colon > 0 && header.Skip(colon).Contains(parent)
        select header[0];

    private static IEnumerable<string> Modifiers(SourceFile file, int classAt) =>
        file.Tokens.Take(classAt).Reverse().Select(token => token.Text)
            .TakeWhile(text => text is "public" or "internal" or "abstract" or "sealed" or "partial" or "file");
}
