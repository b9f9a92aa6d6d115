using ShopWebhooks.Providers;
using ShopWebhooks.Signing;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Endpoints;

/// <summary>An older signature beside that of Standard Webhooks, for a receiver that still checks it. Immutable and thread-safe.</summary>
internal sealed class LegacySignature
{
    private readonly WebhookScheme _scheme;
    private readonly WebhookSecret[] _own;
    private readonly string? _renamed;
    private readonly string? _name;

    private LegacySignature(WebhookScheme scheme, WebhookSecret? own, string? name)
    {
        _scheme = scheme;
        _own = own is null ? [] : [own];
        _renamed = SignatureHeaderOf(scheme);
        _name = name;
    }

    /// <summary>Makes it of an endpoint's settings; null when they have none, or problems, one sentence each.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="secrets">The endpoint's secrets.</param>
    /// <param name="providers">The providers.</param>
    /// <param name="key">The configuration key of the settings, for the problems.</param>
    /// <param name="problems">Gets the problems.</param>
    public static LegacySignature? Create(
        WebhookEndpointOptions options, IReadOnlyList<WebhookSecret> secrets, ProviderSet providers, string key, ICollection<string> problems)
    {
        if (options.LegacyProvider is null)
        {
            if (options.LegacySecret is not null || options.LegacyHeader is not null)
            {
                problems.Add($"{key}:LegacyProvider: LegacySecret and LegacyHeader mean nothing without it; name the provider whose scheme signs as well, "
                    + "or remove them.");
            }

            return null;
        }

        if (providers.Find(options.LegacyProvider) is not { } provider)
        {
            problems.Add($"{key}:LegacyProvider: there is no provider '{options.LegacyProvider}'; known are {providers.Names}. "
                + "Declare yours with AddProvider(…).");
            return null;
        }

        if (Refuse(provider, options) is { } refusal)
        {
            problems.Add($"{key}:{refusal}");
            return null;
        }

        WebhookSecret? own = null;
        if (options.LegacySecret is { } text && !WebhookSecret.TryParse(text, provider.Scheme.SecretFormat, out own, out var problem))
        {
            problems.Add($"{key}:LegacySecret: {problem}");
            return null;
        }

        if (own is not null && (provider.Scheme.FindProblem(own) ?? provider.Scheme.FindSigningProblem(own)) is { } wrong)
        {
            problems.Add($"{key}:LegacySecret: {wrong}");
            return null;
        }

        var signature = new LegacySignature(provider.Scheme, own, options.LegacyHeader);
        if (secrets.Count > 0 && signature.FindClash(options, [.. secrets]) is { } clash)
        {
            problems.Add($"{key}:LegacyProvider: {clash}");
            return null;
        }

        return signature;
    }

    /// <summary>Its header lines.</summary>
    /// <param name="webhook">What to sign.</param>
    /// <param name="secrets">The endpoint's active secrets, which sign where it has none of its own.</param>
    public IEnumerable<KeyValuePair<string, string>> Sign(in OutgoingWebhook webhook, WebhookSecret[] secrets)
    {
        var lines = _scheme.Sign(webhook, _own.Length > 0 ? _own : secrets);
        return _name is null ? lines : lines.Select(line => line.Key == _renamed ? new(_name, line.Value) : line);
    }

    private static string? Refuse(WebhookProvider provider, WebhookEndpointOptions options) =>
        !provider.Scheme.CanSign
            ? $"LegacyProvider: only {provider.Name} itself can sign by its scheme; name another provider."
        : provider.Scheme.ReadsHeaders.Count == 0
            ? $"LegacyProvider: {provider.Name} signs within the body, which is the same for both signatures; name another provider."
        : provider.Scheme is TokenScheme && options.LegacySecret is null
            ? $"LegacySecret: {provider.Name} sends its secret as it is, and one that signs must not be sent; give it another."
        : options.LegacyHeader is not null && SignatureHeaderOf(provider.Scheme) is null
            ? $"LegacyHeader: the signature of {provider.Name} has no header that could be renamed; remove the setting."
        : null;

    private static string? SignatureHeaderOf(WebhookScheme scheme) => scheme switch
    {
        HmacScheme hmac => hmac.SignatureHeaders[0],
        TokenScheme token => token.Header,
        _ => null,
    };

    // Signed once on trial: a scheme says best itself what it writes.
    private string? FindClash(WebhookEndpointOptions options, WebhookSecret[] secrets)
    {
        var trial = new OutgoingWebhook("msg_0", DateTimeOffset.UnixEpoch, "{}"u8) { Url = options.Address };
        foreach (var (name, value) in Sign(trial, secrets))
        {
            if (EndpointHeader.Refuse(name, value) is { } refusal)
            {
                return $"of its header lines, {refusal}; name another provider, or rename the header of its signature by LegacyHeader.";
            }

            if (options.Headers.ContainsKey(name))
            {
                return $"it writes '{name}', which is among the Headers; remove that, or rename the header of its signature by LegacyHeader.";
            }
        }

        return null;
    }
}
