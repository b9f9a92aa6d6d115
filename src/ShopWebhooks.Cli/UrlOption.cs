using System.CommandLine;

namespace ShopWebhooks.Cli;

/// <summary>Options that are URLs.</summary>
internal static class UrlOption
{
    public static Option<string?> Create(string description) => new("--url") { Description = description, HelpName = "U" };

    /// <summary>The URL as it is written; null where the option is left out.</summary>
    /// <exception cref="UsageException">It is not absolute, or of another kind than http and https.</exception>
    public static string? Read(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) switch
    {
        null => null,
        var url when Uri.TryCreate(url, UriKind.Absolute, out var read) && (read.Scheme == Uri.UriSchemeHttps || read.Scheme == Uri.UriSchemeHttp) => url,
        _ => throw new UsageException($"{option.Name} is not an absolute URL; write it as https://…."),
    };
}
