using System.CommandLine;
using System.Globalization;

namespace ShopWebhooks.Cli;

/// <summary>Options that are whole numbers within bounds.</summary>
internal static class NumberOption
{
    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public static Option<long?> Create(string name, string helpName, string description, long min, long max) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            {
                return number;
            }

            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} '{text}' is not a whole number from {min} to {max}."));
            return null;
        },
    };

    /// <summary>A time in Unix seconds, up to the end of the year 9999.</summary>
    public static Option<long?> CreateTime(string name, string helpName, string description) => Create(name, helpName, description, 0, LastSecond);

    /// <summary>The time that such an option gives; the present where it is left out.</summary>
    public static DateTimeOffset ReadTime(ParseResult parsed, Option<long?> option) =>
        parsed.GetValue(option) is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : TimeProvider.System.GetUtcNow();
}
