using System.Reflection;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.StoreConformance;

/// <summary>
/// Compiled into the test project of each package that brings a store: <c>XStore</c> of the package has an
/// <c>XStoreTests : WebhookStoreTests</c> here.
/// </summary>
internal sealed class StoreCoverageTests
{
    [Test]
    public void Every_store_of_the_package_passes_the_conformance_suite()
    {
        var tests = typeof(StoreCoverageTests).Assembly;
        var package = Assembly.Load(tests.GetName().Name!.Replace(".Tests", "", StringComparison.Ordinal));

        StoresAmong(package.GetTypes()).Should().NotBeEmpty("only the tests of a package with a store compile this");
        Uncovered(package.GetTypes(), tests.GetTypes()).Should().BeEmpty(
            "a store's tests derive from WebhookStoreTests and are called after the store");
    }

    [Test]
    public void A_store_without_tests_of_its_own_is_found() => Uncovered(
        [
            typeof(IWebhookStore), typeof(DelegatingStore), typeof(StoreCoverageTests),
            typeof(ForgottenStore), typeof(HalfTestedStore), typeof(OtherwiseTestedStore), typeof(ForgottenStore.InnerStore),
        ],
        typeof(StoreCoverageTests).Assembly.GetTypes())
        .Should().Equal(nameof(ForgottenStore), nameof(HalfTestedStore), nameof(OtherwiseTestedStore), nameof(ForgottenStore.InnerStore));

    private static IEnumerable<string> Uncovered(IEnumerable<Type> types, IEnumerable<Type> tests) =>
        StoresAmong(types).Except(ConcreteHeirs(tests, typeof(WebhookStoreTests)).Select(name => name[..^"Tests".Length]));

    private static IEnumerable<string> StoresAmong(IEnumerable<Type> types) => ConcreteHeirs(types, typeof(IWebhookStore));

    private static IEnumerable<string> ConcreteHeirs(IEnumerable<Type> types, Type parent) =>
        from type in types
        where type.IsClass && !type.IsAbstract && type.IsAssignableTo(parent)
        select type.Name;

    private class ForgottenStore(IWebhookStore inner) : DelegatingStore(inner)
    {
        internal sealed class InnerStore(IWebhookStore inner) : ForgottenStore(inner);
    }

    private sealed class HalfTestedStore(IWebhookStore inner) : DelegatingStore(inner);

    private abstract class HalfTestedStoreTests : WebhookStoreTests;

    private sealed class OtherwiseTestedStore(IWebhookStore inner) : DelegatingStore(inner);

    private sealed class OtherwiseTestedStoreTests;
}
