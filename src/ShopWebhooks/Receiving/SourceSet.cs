using System.Collections.Concurrent;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Receiving;

/// <summary>The sources as configured at this moment. Verifiers, which hold keyed hashes, are kept until their settings change.</summary>
internal sealed class SourceSet(LiveOptions options, ProviderSet providers, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Source> _sources = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of all sources, for the log.</summary>
    public string Names => options.Value.Sources is { Count: > 0 } sources ? string.Join(", ", sources.Keys.Order(StringComparer.Ordinal)) : "none";

    /// <summary>The source of a name; null when none is configured. Names from outside are never kept.</summary>
    public Source? Find(string name)
    {
        var configured = options.Value.Sources;
        if (!configured.TryGetValue(name, out var current))
        {
            return null;
        }

        if (_sources.TryGetValue(name, out var source) && ReferenceEquals(source.Options, current))
        {
            return source;
        }

        // The settings were validated: there is such a provider.
        var provider = providers.Find(current.Provider)!;
        var scheme = provider.Scheme;
        var verifier = new WebhookVerifier(scheme, SecretList.Parse(current.Secrets, scheme, name, []))
        {
            Tolerance = current.Tolerance ?? scheme.Tolerance,
            TimeProvider = time,
        };
        // From the name as configured: a caller's spelling could differ where a letter has two small forms, and be another origin.
        var key = configured.Keys.First(key => key.Equals(name, StringComparison.OrdinalIgnoreCase));
        return _sources[name] = new Source(key.ToLowerInvariant(), current, provider, verifier);
    }
}
