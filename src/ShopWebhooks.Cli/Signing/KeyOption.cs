using System.CommandLine;
using System.Text;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Signing;

/// <summary>The public key or certificate of a provider that signs with a key of its own: <c>--key FILE</c>.</summary>
internal sealed class KeyOption
{
    private const string Pem = "-----BEGIN";

    private readonly Option<string?> _file = new("--key")
    {
        Description = "A file with the provider's public key or certificate, which is not fetched then; where it is the secret, in its place.",
        HelpName = "FILE",
    };

    public void AddTo(Command command) => command.Add(_file);

    /// <summary>Reads the key; null where none is given.</summary>
    /// <exception cref="UsageException">The file cannot be read, or is no key; or the provider signs with a secret, which a key must not replace.</exception>
    public async Task<string?> ReadAsync(ParseResult parsed, WebhookProvider provider, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_file) is not { } file)
        {
            return null;
        }

        var mayBeSecret = ReferenceEquals(provider, WebhookProviders.FusionAuth);
        if (!provider.Scheme.FetchesKey && provider.Scheme.SecretFormat != SecretFormat.PublicKey && !mayBeSecret)
        {
            throw new UsageException($"{provider.Name} signs with a secret and has no public key; leave --key out, and give the secret with --secret.");
        }

        var key = Encoding.UTF8.GetString(await InputFile.ReadAsync(file, cancellationToken)).Trim();
        try
        {
            _ = WebhookSecret.Parse(key, SecretFormat.PublicKey);
        }
        catch (FormatException)
        {
            throw new UsageException(
                "The file given with --key is neither a public key (PEM, base64 or a JSON Web Key) nor a certificate (PEM); "
                + "copy it again, complete, as the provider shows it.");
        }

        // What does not begin so, the scheme takes for the text of a secret; and a public key is one that everybody has.
        return mayBeSecret && !key.StartsWith(Pem, StringComparison.Ordinal)
            ? throw new UsageException($"The key of {provider.Name} is PEM, and nothing else stands in its file; let it begin with {Pem}.")
            : key;
    }
}
