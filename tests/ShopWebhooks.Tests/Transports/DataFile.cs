namespace ShopWebhooks.Tests.Transports;

/// <summary>The lines of a data file of this folder, without its comments.</summary>
internal static class DataFile
{
    public static IEnumerable<string> Lines(string name) =>
        File.ReadLines(Path.Combine(TestContext.CurrentContext.TestDirectory, "Transports", name)).Where(line => !line.StartsWith('#'));

    /// <summary>What stands before the separator in each line; what is behind it is for the reader.</summary>
    public static IEnumerable<string> Firsts(string name, string separator) =>
        Lines(name).Select(line => line[..line.IndexOf(separator, StringComparison.Ordinal)]);

    public static IEnumerable<TestCaseData> Pairs(string name, string separator) => Lines(name).Select(line =>
    {
        var at = line.IndexOf(separator, StringComparison.Ordinal);
        return new TestCaseData(line[..at], line[(at + separator.Length)..]);
    });
}
