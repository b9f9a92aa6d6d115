using System.CommandLine;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Signing;

/// <summary>The secrets that sign, or that may have signed: <c>--secret S</c>, which may repeat.</summary>
internal sealed class SecretOption
{
    private readonly Option<string[]> _secrets = new("--secret")
    {
        Description = "The secret as the provider shows it, or its bytes as base64:… or hex:…. May repeat, while one replaces another.",
        HelpName = "S",
        AllowMultipleArgumentsPerToken = false,
    };

    public void AddTo(Command command) => command.Add(_secrets);

    /// <summary>Reads all of them; none where none is given.</summary>
    /// <exception cref="UsageException">One of them cannot be a secret of the provider.</exception>
    public IReadOnlyList<WebhookSecret> Read(ParseResult parsed, WebhookProvider provider) =>
        [.. (parsed.GetValue(_secrets) ?? []).Select(text => SecretText.Read(text, provider))];

    /// <summary>Reads all of them as the settings of a source have them.</summary>
    /// <exception cref="UsageException">One of them cannot be a secret of the provider.</exception>
    public IReadOnlyList<string> ReadTexts(ParseResult parsed, WebhookProvider provider) =>
        [.. (parsed.GetValue(_secrets) ?? []).Select(text => SecretText.ForSource(text, provider))];

    /// <summary>Reads all of them, and insists on one.</summary>
    /// <exception cref="UsageException">There is none, or one of them cannot be a secret of the provider.</exception>
    public IReadOnlyList<WebhookSecret> ReadRequired(ParseResult parsed, WebhookProvider provider) => Read(parsed, provider) is { Count: > 0 } secrets
        ? secrets
        : throw new UsageException(SecretText.Missing(provider));
}
