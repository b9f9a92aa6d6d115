using System.CommandLine;
using ShopWebhooks.Cli.Providers;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Signing;

/// <summary>What there is to say about a request that is signed or verified.</summary>
internal sealed class RequestOptions
{
    private readonly ProviderOption _provider = new(isRequired: true);
    private readonly SecretOption _secrets = new();
    private readonly Option<string> _method = new("--method")
    {
        Description = "The HTTP method.",
        HelpName = "M",
        DefaultValueFactory = _ => "POST",
    };

    private readonly Option<string?> _url =
        UrlOption.Create("The public URL, exactly as it is registered with the provider; needed where the URL is signed.");

    private readonly HeaderOption _headers = new();
    private readonly BodyOptions _body = new();

    public void AddTo(Command command)
    {
        _provider.AddTo(command);
        _secrets.AddTo(command);
        command.Add(_method);
        command.Add(_url);
        _headers.AddTo(command);
        _body.AddTo(command);
    }

    public WebhookProvider Provider(ParseResult parsed) => _provider.Read(parsed);

    public IReadOnlyList<WebhookSecret> Secrets(ParseResult parsed, WebhookProvider provider) => _secrets.ReadRequired(parsed, provider);

    /// <exception cref="UsageException">The body, the URL or a header line cannot be read, or the URL is missing where it is signed.</exception>
    public async Task<WebhookRequest<WebhookHeaders>> ReadAsync(
        ParseResult parsed, WebhookProvider provider, Terminal terminal, CancellationToken cancellationToken)
    {
        var url = UrlOption.Read(parsed, _url);
        if (url is null && provider.Scheme.SignsUrl)
        {
            throw new UsageException($"{provider.Name} signs the URL; give it with --url, exactly as it is registered there.");
        }

        var headers = _headers.Read(parsed);
        var body = await _body.ReadAsync(parsed, terminal.Input, cancellationToken);
        return new WebhookRequest<WebhookHeaders>(parsed.GetValue(_method)!, url, new WebhookHeaders(headers), body);
    }
}
