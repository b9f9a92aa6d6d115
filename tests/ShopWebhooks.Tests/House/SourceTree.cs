namespace ShopWebhooks.Tests.House;

/// <summary>The text files of the repository, read from the file system, so that an exported archive is checked like a clone.</summary>
internal static class SourceTree
{
    private static readonly string[] NotSource = [".git", ".idea", ".vs", "TestResults", "artifacts", "bin", "obj"];

    public static IReadOnlyList<SourceFile> Read(string root) =>
        [.. Files(root).Order(StringComparer.Ordinal).SelectMany(file => Read(root, file))];

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder).Where(IsSource).Concat(Directory.EnumerateDirectories(folder).Where(IsSource).SelectMany(Files));

    // .git is a file in a linked working tree.
    private static bool IsSource(string path) => !NotSource.Contains(Path.GetFileName(path));

    private static IEnumerable<SourceFile> Read(string root, string file)
    {
        var text = File.ReadAllText(file);
        if (!text.Contains('\0', StringComparison.Ordinal))
        {
            yield return new SourceFile(Path.GetRelativePath(root, file).Replace('\\', '/'), text);
        }
    }
}
