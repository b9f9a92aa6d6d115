using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ShopWebhooks.Tests.House.Rules;

/// <summary>A type as it is declared in a file.</summary>
internal sealed record TypeDeclaration(string Name, SyntaxToken Token)
{
    /// <summary>The types that stand in no other.</summary>
    public static IEnumerable<TypeDeclaration> OutermostIn(SourceFile file)
    {
        var depth = 0;
        for (var i = 0; i < file.Tokens.Count; i++)
        {
            depth += file.Tokens[i].Text switch { "(" or "[" or "{" => 1, ")" or "]" or "}" => -1, _ => 0 };
            if (depth == 0 && NameAt(file.Tokens, i) is { } name)
            {
                yield return new TypeDeclaration(name.Text, name);
            }
        }
    }

    private static SyntaxToken? NameAt(IReadOnlyList<SyntaxToken> tokens, int i)
    {
        var next = i + 1 < tokens.Count ? tokens[i + 1] : default;
        var isNamed = next.IsKind(SyntaxKind.IdentifierToken) && !IsConstraint(tokens, i);
        return tokens[i].Text switch
        {
            "class" or "struct" or "interface" or "enum" or "record" when isNamed => next,
            "delegate" => NameBeforeParameters(tokens, i),
            _ => null,
        };
    }

    // "where T : class" declares nothing.
    private static bool IsConstraint(IReadOnlyList<SyntaxToken> tokens, int i) => i > 0 && tokens[i - 1].Text is ":" or ",";

    private static SyntaxToken? NameBeforeParameters(IReadOnlyList<SyntaxToken> tokens, int i)
    {
        var angles = 0;
        SyntaxToken? last = null;
        foreach (var token in tokens.Skip(i + 1).TakeWhile(token => token.Text != "("))
        {
            angles += token.Text switch { "<" => 1, ">" => -1, _ => 0 };
            last = angles == 0 && token.IsKind(SyntaxKind.IdentifierToken) ? token : last;
        }

        return last;
    }
}
