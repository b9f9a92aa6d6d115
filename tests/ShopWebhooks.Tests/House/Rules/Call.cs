using Microsoft.CodeAnalysis;

namespace ShopWebhooks.Tests.House.Rules;

/// <summary>A call as it is written: a name and its arguments.</summary>
internal sealed record Call(SyntaxToken Name, IReadOnlyList<IReadOnlyList<SyntaxToken>> Arguments)
{
    /// <summary>Whether an argument after the first is, by its name, a clock. Tokens know no types: this is as near as it comes.</summary>
    public bool TakesClock => Arguments.Skip(1).SelectMany(tokens => tokens).Any(token => IsClock(token.Text));

    public static IEnumerable<Call> Find(SourceFile file, params string[] name) =>
        file.Find([.. name, "("]).Select(at => new Call(file.Tokens[at + name.Length - 1], file.Arguments(at + name.Length)));

    private static bool IsClock(string name) =>
        name.Contains("clock", StringComparison.OrdinalIgnoreCase) || name.Contains("time", StringComparison.OrdinalIgnoreCase);
}
