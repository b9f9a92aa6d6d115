using System.Text.RegularExpressions;

namespace ShopWebhooks.Tests.House;

/// <summary>Says how a printed public API differs from the approved one.</summary>
internal static partial class PublicApiDiff
{
    /// <summary>One line for each type or member that is gone (-) or new (+); null when the texts are the same.</summary>
    public static string? Describe(string approved, string actual)
    {
        if (approved == actual)
        {
            return null;
        }

        var before = Entries(approved).ToHashSet(StringComparer.Ordinal);
        var after = Entries(actual).ToHashSet(StringComparer.Ordinal);
        var lines = before.Except(after).Select(gone => "- " + gone).Concat(after.Except(before).Select(added => "+ " + added)).ToList();
        return lines.Count == 0 ? "  (only the order or the blank lines)" : string.Join('\n', lines);
    }

    // A member's line says nothing without its type's.
    private static IEnumerable<string> Entries(string text)
    {
        var owner = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith(' '))
            {
                yield return $"{owner} » {line.Trim()}";
            }
            else
            {
                owner = Name().Match(line).Value;
                yield return line;
            }
        }
    }

    [GeneratedRegex("(?<=(class|struct|interface|enum) ).+?(?=$| : | where )")]
    private static partial Regex Name();
}
