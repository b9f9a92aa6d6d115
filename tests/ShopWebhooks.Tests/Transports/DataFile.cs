namespace ShopWebhooks.Tests.Transports;

/// <summary>The lines of a data file of this folder, without its comments.</summary>
internal static class DataFile
{
    public static IEnumerable<string> Lines(string name) =>
        File.ReadLines(Path.Combine(TestContext.CurrentContext.TestDirectory, "Transports", name)).Where(line => !line.StartsWith('#'));

    public static IEnumerable<TestCaseData> Pairs(string name, string separator) => Lines(name).Select(line =>
    {
        var at = line.IndexOf(separator, StringComparison.Ordinal);
        return new TestCaseData(line[..at], line[(at + separator.Length)..]);
    });
}
