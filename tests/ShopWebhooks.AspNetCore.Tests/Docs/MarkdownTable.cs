namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>Rows of a table in a markdown file.</summary>
internal static class MarkdownTable
{
    /// <summary>The cells of each row of the first table behind a text, without the head.</summary>
    /// <exception cref="InvalidDataException">The file does not hold the text.</exception>
    public static IReadOnlyList<string[]> After(string text, string markdown)
    {
        var start = markdown.IndexOf(text, StringComparison.Ordinal);
        return start < 0
            ? throw new InvalidDataException($"The file does not hold '{text}'.")
            :
            [
                .. markdown[start..].Split('\n')
                    .SkipWhile(line => !line.StartsWith('|'))
                    .TakeWhile(line => line.StartsWith('|'))
                    .Skip(2)
                    .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
            ];
    }
}
