namespace ShopWebhooks.Tests.House;

/// <summary>Where the repository is, found from the test assembly, so that tests run from any working directory.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The names of the packages: the folders of src that hold a project.</summary>
    public static IReadOnlyList<string> Packages { get; } =
    [
        .. Directory.EnumerateDirectories(Path.Combine(Root, "src"))
            .Where(folder => Directory.EnumerateFiles(folder, "*.csproj").Any())
            .Select(folder => Path.GetFileName(folder)!)
            .Order(StringComparer.Ordinal),
    ];

    private static string FindRoot(string folder)
    {
        for (var candidate = new DirectoryInfo(folder); candidate is not null; candidate = candidate.Parent)
        {
            if (File.Exists(Path.Combine(candidate.FullName, "ShopWebhooks.sln")))
            {
                return candidate.FullName;
            }
        }

        throw new DirectoryNotFoundException(
            $"No folder above '{folder}' holds ShopWebhooks.sln; run the tests from within the repository.");
    }
}
