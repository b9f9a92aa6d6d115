using System.Security.Cryptography;
using System.Text;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Signing;

/// <summary>A secret as it is typed: as its provider shows it, or its key bytes as <c>base64:…</c> or <c>hex:…</c>.</summary>
internal static class SecretText
{
    private const string Base64 = "base64:";
    private const string Hex = "hex:";

    public static string Missing(WebhookProvider provider) => $"The secret is missing; give that of {provider.Name} with --secret.";

    /// <summary>A new secret, as the provider would show it.</summary>
    /// <exception cref="UsageException">The provider signs with a key of its own, so that none made here would do.</exception>
    public static string New(WebhookProvider provider) => provider.Scheme switch
    {
        { CanSign: false } => throw new UsageException(Missing(provider)),
        TokenScheme { IsBasic: true } => $"{provider.Name}:{NewDigits()}",
        { SecretFormat: SecretFormat.Hex } => NewDigits(),
        _ => WebhookSecret.Generate().Reveal(),
    };

    /// <exception cref="UsageException">It cannot be a secret of the provider. The message does not repeat it.</exception>
    public static WebhookSecret Read(string text, WebhookProvider provider)
    {
        var format = provider.Scheme.SecretFormat;
        try
        {
            var secret = ReadBytes(text) is { } key ? WebhookSecret.FromBytes(key) : WebhookSecret.Parse(text, format);

            // Read as its own text, so that bytes are held to the length that the format wants.
            return format == SecretFormat.StandardWebhooks ? WebhookSecret.Parse(secret.Reveal()) : secret;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new UsageException($"The secret given with --secret is none of {provider.Name}. {Sentence.Of(exception)}");
        }
    }

    /// <summary>The secret as the settings of a source have it, which know no <c>base64:</c> and <c>hex:</c>.</summary>
    /// <exception cref="UsageException">It cannot be a secret of the provider, or its bytes are no text where the provider's are.</exception>
    public static string ForSource(string text, WebhookProvider provider)
    {
        var secret = Read(text, provider);
        if (ReadBytes(text) is not { } key)
        {
            return text;
        }

        try
        {
            return provider.Scheme.SecretFormat switch
            {
                SecretFormat.StandardWebhooks => secret.Reveal(),
                SecretFormat.Hex => Convert.ToHexStringLower(key),
                _ => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(key),
            };
        }
        catch (DecoderFallbackException)
        {
            throw new UsageException(
                $"The bytes given with --secret are no UTF-8, as the secrets of {provider.Name} are; give it as {provider.Name} shows it.");
        }
    }

    private static string NewDigits() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <exception cref="FormatException">What follows the prefix is not what it says.</exception>
    private static byte[]? ReadBytes(string text)
    {
        try
        {
            return text.StartsWith(Base64, StringComparison.Ordinal) ? Convert.FromBase64String(text[Base64.Length..])
                : text.StartsWith(Hex, StringComparison.Ordinal) ? Convert.FromHexString(text[Hex.Length..])
                : null;
        }
        catch (FormatException)
        {
            throw new FormatException(text.StartsWith(Hex, StringComparison.Ordinal)
                ? "What follows hex: is not an even number of hexadecimal digits."
                : "What follows base64: is not base64.");
        }
    }
}
