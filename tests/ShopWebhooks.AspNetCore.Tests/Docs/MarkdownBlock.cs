namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>A fenced block of a markdown file.</summary>
/// <param name="Where">The file and the line of the opening fence, <c>README.md:12</c>.</param>
/// <param name="Language">What stands behind the opening fence; empty when nothing does.</param>
/// <param name="Text">The lines between the fences.</param>
internal sealed record MarkdownBlock(string Where, string Language, string Text)
{
    private const string Fence = "```";

    public static IReadOnlyList<MarkdownBlock> Read(string path, string text)
    {
        var blocks = new List<MarkdownBlock>();
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var start = 0; start < lines.Length; start++)
        {
            if (lines[start].TrimStart() is not ['`', '`', '`', .. var language])
            {
                continue;
            }

            var end = Array.FindIndex(lines, start + 1, line => line.Trim() == Fence);
            end = end < 0 ? lines.Length : end;
            blocks.Add(new MarkdownBlock($"{path}:{start + 1}", language.Trim(), string.Join('\n', lines[(start + 1)..end])));
            start = end;
        }

        return blocks;
    }
}
