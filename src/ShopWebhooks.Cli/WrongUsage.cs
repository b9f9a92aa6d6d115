using System.CommandLine;
using System.Text.RegularExpressions;

namespace ShopWebhooks.Cli;

/// <summary>Says what of a command line was not understood. Of what stands where it should not, nothing is repeated that may be a secret.</summary>
internal static partial class WrongUsage
{
    /// <param name="parsed">A command line with errors.</param>
    /// <returns>One sentence.</returns>
    public static string Of(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is not [var token, ..])
        {
            return parsed.Errors[0].Message;
        }

        // Up to where a value would follow.
        var name = token.Split('=', ':')[0];
        return OptionName().IsMatch(name) ? $"There is no option '{name}'."
            : parsed.CommandResult.Command.Subcommands.Count == 0 ? "A value belongs to no option; write the option's name before each."
            : CommandName().IsMatch(token) ? $"There is no command '{token}'."
            : "There is no such command.";
    }

    [GeneratedRegex("^--?[a-z]+(-[a-z]+)*$", RegexOptions.IgnoreCase)]
    private static partial Regex OptionName();

    [GeneratedRegex("^[a-z]+$", RegexOptions.IgnoreCase)]
    private static partial Regex CommandName();
}
