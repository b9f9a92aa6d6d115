using System.Text;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Receiving;

/// <summary>Says what is wrong with the settings of a source for the handshake of its provider.</summary>
internal static class HandshakeSettings
{
    private const int LongestOrigin = 253;

    /// <summary>The problems, one sentence each, which begins with the name of the setting.</summary>
    public static IEnumerable<string> Problems(WebhookProvider provider, WebhookSourceOptions settings)
    {
        if (settings.VerifyToken is { } token)
        {
            if (provider.Handshake != WebhookHandshake.MetaSubscription)
            {
                yield return $"VerifyToken: {provider.Name} sends no such token; remove the setting.";
            }
            else if (!WebhookSecret.TryParse(token, SecretFormat.Text, out _, out var problem))
            {
                yield return $"VerifyToken: {problem}";
            }
        }

        foreach (var origin in settings.AllowedOrigins)
        {
            if (origin != "*" && !IsName(origin))
            {
                yield return $"AllowedOrigins: '{origin}' is neither a DNS name nor *; write the name by which the sender asks, eventgrid.azure.net.";
            }
        }

        if (provider.Handshake == WebhookHandshake.CloudEvents && settings.AllowedOrigins.Count == 0)
        {
            yield return $"AllowedOrigins: {provider.Name} asks whether it may send; name the origins that may, or * for any.";
        }

        if (settings.AllowedRate < 1)
        {
            yield return $"AllowedRate: {settings.AllowedRate} is not a number of requests a minute; write one above zero, or remove it.";
        }
        else if (settings.AllowedRate is not null && settings.AllowedOrigins.Count == 0 && provider.Handshake != WebhookHandshake.AzureEventGridValidation)
        {
            yield return "AllowedRate: no origin is granted it; name one among the AllowedOrigins, or remove it.";
        }
    }

    /// <summary>Whether a text is a DNS name, in ASCII, by which a sending system names itself.</summary>
    public static bool IsName(string? origin) =>
        origin is { Length: > 0 and <= LongestOrigin } && Ascii.IsValid(origin) && Uri.CheckHostName(origin) == UriHostNameType.Dns;
}
