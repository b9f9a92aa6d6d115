using System.CommandLine;

namespace ShopWebhooks.Cli;

/// <summary>Header lines, <c>--header 'Name: value'</c>, in the order in which they are given. A name may repeat.</summary>
internal sealed class HeaderOption
{
    private readonly Option<string[]> _headers = new("--header")
    {
        Description = "A header line of the request, 'Name: value'. May repeat; order and doubles are kept.",
        HelpName = "LINE",
        AllowMultipleArgumentsPerToken = false,
    };

    public void AddTo(Command command) => command.Add(_headers);

    /// <exception cref="UsageException">A line has no colon, or no name before it.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> Read(ParseResult parsed) => [.. (parsed.GetValue(_headers) ?? []).Select(Split)];

    // What stands around a value is no part of it in HTTP either (RFC 9110, 5.5).
    private static KeyValuePair<string, string> Split(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var name = line[..Math.Max(colon, 0)];
        return name.Length > 0 && !name.Any(char.IsWhiteSpace)
            ? new(name, line[(colon + 1)..].Trim(' ', '\t'))
            : throw new UsageException("A header is not a name, a colon and a value; write it as --header 'Name: value'.");
    }
}
