using ShopWebhooks.Providers;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Receiving;

/// <summary>Says what is wrong with the settings of a source.</summary>
internal sealed class SourceCheck(ProviderSet providers)
{
    // Half of the time for which even a full store remembers what it has seen: within the tolerance, a captured request is a duplicate.
    private static readonly TimeSpan LongestTolerance = TimeSpan.FromHours(1);

    private const int LongestSourceName = 100;
    private const int LargestBody = 64 * 1024 * 1024;

    /// <summary>Whether a source can have this name.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= LongestSourceName && StoredText.Problem(name, LongestSourceName) is null && !name.Contains('/', StringComparison.Ordinal);

    /// <summary>Adds what is wrong, one sentence each, with the key to change in front.</summary>
    /// <param name="source">The source's name.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="key">Where they stand.</param>
    /// <param name="problems">What is added to.</param>
    public void Check(string source, WebhookSourceOptions settings, string key, List<string> problems)
    {
        if (source.Equals(WebhookMessage.LocalOrigin, StringComparison.OrdinalIgnoreCase))
        {
            problems.Add($"{key}: '{source}' is the origin of what the application dispatches; give the source another name.");
        }

        if (!IsName(source))
        {
            problems.Add($"{key}: a source's name must be 1 to {LongestSourceName} characters without '/'; choose another.");
        }

        if (providers.Find(settings.Provider) is { } provider)
        {
            if (settings.Secrets.Count > 0 || provider.Handshake != WebhookHandshake.AsanaSecretExchange)
            {
                var count = problems.Count;
                SecretList.Parse(settings.Secrets, provider.Scheme, key, problems);
                if (problems.Count > count && providers.Find(source) is { } namesake && namesake != provider)
                {
                    problems[^1] += $" Where {namesake.Name} itself sends, its Provider is to be named as well: {namesake.Name}.";
                }
            }

            if (!settings.Deduplicate && !provider.Scheme.BindsBody)
            {
                problems.Add($"{key}:Deduplicate: {provider.Name} does not sign the whole body, and one signature would serve for others; leave it true.");
            }

            problems.AddRange(ProviderSet.RefuseToKeep(settings.KeptHeaders, provider.Scheme).Select(refusal => $"{key}:KeptHeaders: {refusal}."));
            CheckUrl(provider, settings.PublicUrl, key, problems);
            problems.AddRange(HandshakeSettings.Problems(provider, settings).Select(problem => $"{key}:{problem}"));
        }
        else
        {
            problems.Add($"{key}:Provider: there is no provider '{settings.Provider}'; known are {providers.Names}. Declare yours with AddProvider(…).");
        }

        if (settings.Tolerance <= TimeSpan.Zero || settings.Tolerance > LongestTolerance)
        {
            problems.Add($"{key}:Tolerance: {settings.Tolerance} is not above zero and at most one hour.");
        }

        if (settings.MaxBodySize is < 1 or > LargestBody)
        {
            problems.Add($"{key}:MaxBodySize: {settings.MaxBodySize} is not between 1 and {LargestBody} bytes.");
        }
    }

    private static void CheckUrl(WebhookProvider provider, string? url, string key, List<string> problems)
    {
        if (url is null)
        {
            if (provider.Scheme.SignsUrl)
            {
                problems.Add($"{key}:PublicUrl: {provider.Name} signs the URL; give it exactly as it is registered there, https://….");
            }
        }
        else if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || (parsed.Scheme != Uri.UriSchemeHttps && parsed.Scheme != Uri.UriSchemeHttp))
        {
            problems.Add($"{key}:PublicUrl: '{url}' is not an absolute URL; give it exactly as it is registered with the sender, https://….");
        }
    }
}
