using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ShopWebhooks.Tests.House;

/// <summary>A text file of the repository as the house rules look at it.</summary>
/// <remarks>
/// Rules about code look at the compiler's tokens, not at text, so that a string or a comment that speaks of something is never taken
/// for the thing. Tokens, not syntax trees: tokens hardly change from one version of the language to the next.
/// </remarks>
/// <param name="path">The path from the repository's root, with forward slashes.</param>
/// <param name="text">The content.</param>
internal sealed class SourceFile(string path, string text)
{
    private readonly Lazy<IReadOnlyList<SyntaxToken>> _tokens = new(() =>
        [.. SyntaxFactory.ParseTokens(text, options: new CSharpParseOptions(LanguageVersion.Preview))]);

    public string Path { get; } = path;

    public string Text { get; } = text;

    public IReadOnlyList<string> Lines { get; } = text.ReplaceLineEndings("\n").Split('\n');

    public bool IsCode => Path.EndsWith(".cs", StringComparison.Ordinal);

    public IReadOnlyList<SyntaxToken> Tokens => IsCode ? _tokens.Value : [];

    public IEnumerable<SyntaxTrivia> Trivia => Tokens.SelectMany(token => token.LeadingTrivia.Concat(token.TrailingTrivia));

    public bool IsUnder(params ReadOnlySpan<string> folders)
    {
        foreach (var folder in folders)
        {
            if (Path.StartsWith(folder + "/", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The positions in <see cref="Tokens"/> where these tokens stand one after the other.</summary>
    public IEnumerable<int> Find(params string[] sequence) =>
        Enumerable.Range(0, Math.Max(0, Tokens.Count - sequence.Length + 1))
            .Where(start => sequence.Select((word, offset) => Tokens[start + offset].Text == word).All(same => same));

    /// <summary>The arguments of the call whose opening parenthesis stands at a position, each as its tokens.</summary>
    public IReadOnlyList<IReadOnlyList<SyntaxToken>> Arguments(int open)
    {
        List<List<SyntaxToken>> arguments = [];
        var depth = 0;
        foreach (var token in Tokens.Skip(open))
        {
            depth += token.Text switch { "(" or "[" or "{" => 1, ")" or "]" or "}" => -1, _ => 0 };
            if (depth == 0)
            {
                break;
            }

            if (token.SpanStart == Tokens[open].SpanStart)
            {
                continue;
            }

            if (arguments.Count == 0 || (depth == 1 && token.Text == ","))
            {
                arguments.Add([]);
            }

            if (depth > 1 || token.Text != ",")
            {
                arguments[^1].Add(token);
            }
        }

        return arguments;
    }

    public Violation At(SyntaxToken token, string problem) => At(token.SpanStart, problem);

    public Violation At(int position, string problem) => new(Path, Text.AsSpan(0, position).Count('\n') + 1, problem);
}
