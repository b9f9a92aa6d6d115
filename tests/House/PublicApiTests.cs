using System.Reflection;

namespace ShopWebhooks.Tests.House;

/// <summary>Compiled into the test project of each package: what the package shows is what its PublicApi.txt approves.</summary>
internal sealed class PublicApiTests
{
    private const string Approve = "SHOPWEBHOOKS_APPROVE_API";

    [Test]
    public void The_public_api_is_the_approved_one()
    {
        var package = typeof(PublicApiTests).Assembly.GetName().Name!.Replace(".Tests", "", StringComparison.Ordinal);
        var file = Path.Combine(Repository.Root, "src", package, "PublicApi.txt");
        var actual = PublicApiPrinter.Print(Assembly.Load(package).GetExportedTypes());
        if (Environment.GetEnvironmentVariable(Approve) == "1")
        {
            File.WriteAllText(file, actual);
        }

        var approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        if (PublicApiDiff.Describe(approved, actual) is { } difference)
        {
            Assert.Fail($"""
                The public API of {package} differs from src/{package}/PublicApi.txt:
                {difference}
                If every line is meant, run the tests once with {Approve}=1 and commit the file.
                """);
        }
    }
}
