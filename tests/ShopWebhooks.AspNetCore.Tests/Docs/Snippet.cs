namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>
/// What stands between <c>// snippet: name</c> and <c>// end</c> in compiled code, without its indentation. The pieces that one file
/// has under one name are one snippet, with an empty line between them: usings stand at the top of a file, statements in a method.
/// </summary>
internal sealed record Snippet(string Name, string File, string Text)
{
    private const string Start = "// snippet: ";
    private const string End = "// end";

    public static IReadOnlyList<Snippet> Read(string path, string text)
    {
        var pieces = new List<Snippet>();
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].TrimStart() is { } line && line.StartsWith(Start, StringComparison.Ordinal))
            {
                var end = Array.FindIndex(lines, i, candidate => candidate.Trim() == End);
                pieces.Add(new Snippet(line[Start.Length..].Trim(), path, Unindent(lines[(i + 1)..end])));
                i = end;
            }
        }

        return
        [
            .. pieces.GroupBy(piece => piece.Name)
                .Select(group => new Snippet(group.Key, path, string.Join("\n\n", group.Select(piece => piece.Text)))),
        ];
    }

    private static string Unindent(string[] lines)
    {
        var indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indent..] : line));
    }
}
