using System.CommandLine;
using ShopWebhooks.Providers;

namespace ShopWebhooks.Cli.Providers;

/// <summary>Whose webhook it is: <c>--provider NAME</c>.</summary>
internal sealed class ProviderOption
{
    private readonly Option<string> _name;

    public ProviderOption(bool isRequired) => _name = new Option<string>("--provider")
    {
        Description = isRequired
            ? "The provider, as 'shopwebhooks providers' lists it."
            : $"The provider, as 'shopwebhooks providers' lists it; {WebhookProviders.StandardWebhooks.Name} without it.",
        HelpName = "NAME",
        Required = isRequired,
    };

    public void AddTo(Command command) => command.Add(_name);

    /// <exception cref="UsageException">There is no such provider.</exception>
    public WebhookProvider Read(ParseResult parsed)
    {
        var name = parsed.GetValue(_name) ?? WebhookProviders.StandardWebhooks.Name;
        return WebhookProviders.Find(name)
            ?? throw new UsageException($"There is no provider '{name}'; 'shopwebhooks providers' lists all names.");
    }
}
