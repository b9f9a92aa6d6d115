using System.Globalization;
using System.Text;

namespace ShopWebhooks.Cli;

/// <summary>What others have sent, as a terminal may show it: without the characters that move its cursor or turn its direction of writing.</summary>
internal static class Printable
{
    /// <summary>Text of one line.</summary>
    public static string Line(string text) => Clean(text, keepLines: false);

    /// <summary>Text of several lines.</summary>
    public static string Text(string text) => Clean(text.ReplaceLineEndings("\n"), keepLines: true);

    private static string Clean(string text, bool keepLines)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isKept = keepLines && rune.Value is '\n' or '\t';
            clean.Append(isKept || !IsUnseen(rune) ? rune.ToString() : "\uFFFD");
        }

        return clean.ToString();
    }

    private static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
