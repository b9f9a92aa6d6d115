using System.Text;
using System.Text.RegularExpressions;

namespace ShopWebhooks.JsonSchema.Endpoints;

/// <summary>Makes a regular expression of a schema's <c>pattern</c>, which is one of ECMAScript.</summary>
/// <remarks>
/// It matches in a time that is linear in the text, whatever the pattern: without backtracking. What needs that, look-around and
/// back-references, is refused. Rejected: a timeout, which would make the answer depend on how busy the machine is.
/// </remarks>
internal static class EcmaPattern
{
    private const string Word = "a-zA-Z0-9_";

    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    /// <exception cref="NotSupportedException">It cannot be matched without backtracking.</exception>
    public static Regex Compile(string pattern) => new(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    // In .NET, '$' also matches before a line break at the end, and \d and \w all digits and letters there are.
    private static string Translate(string pattern)
    {
        var translated = new StringBuilder(pattern.Length);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var isEscape = pattern[i] == '\\' && i + 1 < pattern.Length;
            var token = isEscape ? pattern.Substring(i++, 2) : pattern[i].ToString();
            inClass = token == "[" || (inClass && token != "]");
            translated.Append((token, inClass) switch
            {
                ("$", false) => @"\z",
                (@"\d", true) => "0-9",
                (@"\d", false) => "[0-9]",
                (@"\D", false) => "[^0-9]",
                (@"\w", true) => Word,
                (@"\w", false) => $"[{Word}]",
                (@"\W", false) => $"[^{Word}]",
                _ => token,
            });
        }

        return translated.ToString();
    }
}
