using ShopWebhooks.Tests.House;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>The READMEs, and what they are held to.</summary>
/// <param name="Blocks">All fenced blocks of all READMEs.</param>
/// <param name="Snippets">All snippets of compiled code.</param>
/// <param name="Run">The names of the snippets that a test runs.</param>
/// <param name="Commands">The commands of the checks of every change.</param>
internal sealed record Documentation(
    IReadOnlyList<MarkdownBlock> Blocks, IReadOnlyList<Snippet> Snippets, IReadOnlyList<string> Run, IReadOnlyList<string> Commands)
{
    // Of which ShopWebhooks.Cli.Tests runs every command, by the installed tool.
    private const string ToolReadme = "src/ShopWebhooks.Cli/README.md";

    public static Documentation Read() => new(
        [.. Files(".", "README.md").SelectMany(file => MarkdownBlock.Read(file, Text(file)))],
        [.. Files("samples/Snippets", "*.cs").SelectMany(file => Snippet.Read(file, Text(file)))],
        [
            .. typeof(Documentation).Assembly.GetTypes()
                .SelectMany(type => type.GetMethods())
                .SelectMany(method => method.GetCustomAttributes(typeof(RunsAttribute), false))
                .Select(attribute => ((RunsAttribute)attribute).Snippet),
        ],
        Text(".ci/run").Split('\n'));

    public static string Text(string path) => File.ReadAllText(Path.Combine(Repository.Root, path)).ReplaceLineEndings("\n");

    /// <summary>What is wrong, one sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var block in Blocks)
        {
            var problem = block.Language switch
            {
                "csharp" => Snippets.Any(snippet => snippet.Text == block.Text)
                    ? null
                    : $"the C# is not the text of a snippet in samples/Snippets; {Nearest(block)}",
                "bash" when Blocks.Any(run => run.Text == block.Text && run.Where.StartsWith(ToolReadme, StringComparison.Ordinal)) => null,
                "bash" => block.Text.Split('\n').FirstOrDefault(command => !IsChecked(command)) is { } unknown
                    ? $"'{unknown}' is not a command of .ci/run, so that nobody would notice when it fails."
                    : null,
                "json" => block.Text.TrimStart('{', '\n', ' ').StartsWith("\"ShopWebhooks\":", StringComparison.Ordinal)
                    ? null
                    : "the JSON is not a configuration with the section ShopWebhooks, and nothing else is tried by a test.",
                "sql" => block.Where.StartsWith(SqliteFileTests.Readme, StringComparison.Ordinal)
                    ? null
                    : $"the SQL is asked of no file; only that of {SqliteFileTests.Readme} is.",
                _ => $"a block in '{block.Language}' is tried by no test; write csharp, json, sql or bash.",
            };
            if (problem is not null)
            {
                yield return $"{block.Where}: {problem}";
            }
        }

        foreach (var snippet in Snippets)
        {
            if (!Run.Contains(snippet.Name))
            {
                yield return $"{snippet.File}: no test runs the snippet '{snippet.Name}'; mark one with [Runs(\"{snippet.Name}\")].";
            }

            if (Blocks.All(block => block.Text != snippet.Text))
            {
                yield return $"{snippet.File}: no README shows the snippet '{snippet.Name}' as it is.";
            }
        }
    }

    // The run command of a README goes on serving; with an argument more, the checks let it end.
    private bool IsChecked(string command) => Commands.Any(known => known == command || known.StartsWith($"{command} -- ", StringComparison.Ordinal));

    private string Nearest(MarkdownBlock block)
    {
        var lines = block.Text.Split('\n');
        if (Snippets.MaxBy(snippet => snippet.Text.Split('\n').Intersect(lines).Count()) is not { } nearest)
        {
            return "there are none.";
        }

        var theirs = nearest.Text.Split('\n');
        var first = lines.Zip(theirs).TakeWhile(pair => pair.First == pair.Second).Count();
        var (shown, compiled) = (lines.ElementAtOrDefault(first) ?? "(nothing)", theirs.ElementAtOrDefault(first) ?? "(nothing)");
        return $"line {first + 1} of it is '{shown}', where the nearest, '{nearest.Name}', has '{compiled}'.";
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);
}
