using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Receiving;

/// <summary>
/// The sources as configured at this moment, or as the application gives them. Verifiers, which hold keyed hashes, are kept until their settings
/// change; of a source that the application gives, with its settings, and no longer.
/// </summary>
internal sealed class SourceSet(
    LiveOptions options, ProviderSet providers, BroughtSecrets brought, IServiceScopeFactory scopes, TimeProvider time) : IWebhookSources
{
    // The one origin of Azure Event Grid, whatever the topic.
    private const string AzureEventGrid = "eventgrid.azure.net";

    private readonly ConcurrentDictionary<string, WebhookSource> _sources = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConditionalWeakTable<WebhookSourceOptions, WebhookSource> _given = [];

    /// <summary>The names of all sources, for the log.</summary>
    public string Names => options.Value.Sources is { Count: > 0 } sources ? string.Join(", ", sources.Keys.Order(StringComparer.Ordinal)) : "none";

    /// <summary>The source of a name; null when none is configured. Names from outside are never kept.</summary>
    public WebhookSource? Find(string name)
    {
        var configured = options.Value.Sources;
        if (!configured.TryGetValue(name, out var current))
        {
            return null;
        }

        if (_sources.TryGetValue(name, out var source) && ReferenceEquals(source.Options, current) && source.Brought == brought.Of(source.Name))
        {
            return source;
        }

        // From the name as configured: a caller's spelling could differ where a letter has two small forms, and be another origin.
        var key = configured.Keys.First(key => key.Equals(name, StringComparison.OrdinalIgnoreCase));
        return _sources[name] = Make(key.ToLowerInvariant(), current);
    }

    public async ValueTask<WebhookSource?> FindAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Find(name) is { } configured)
        {
            return configured;
        }

        // What a stranger sends as a name, the application need not look up when none can have it.
        if (!SourceCheck.IsName(name))
        {
            return null;
        }

        await using var scope = scopes.CreateAsyncScope();
        foreach (var provider in scope.ServiceProvider.GetServices<IWebhookSourceProvider>())
        {
            if (await provider.FindAsync(name, cancellationToken) is { } settings)
            {
                return Give(name.ToLowerInvariant(), settings);
            }
        }

        return null;
    }

    public IDisposable ExpectSecret(string name, TimeSpan within, Func<WebhookSecret, CancellationToken, Task> keep)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(keep);
        var source = Find(name) ?? throw new ArgumentException(
            $"There is no source '{name}'; declare it with AddSource(\"{name}\", …) or under Sources:{name} of the configuration.", nameof(name));
        return source.Provider.Handshake == WebhookHandshake.AsanaSecretExchange
            ? brought.Expect(source.Name, within, keep)
            : throw new InvalidOperationException(
                $"The provider of the source '{source.Name}', {source.Provider.Name}, brings no secret; give the one it shows among the Secrets.");
    }

    public Task<bool> TryTakeSecretAsync(string name, string secret, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(secret);
        return Find(name) is { } source ? brought.TryTakeAsync(source.Name, secret, cancellationToken) : Task.FromResult(false);
    }

    private WebhookSource Give(string name, WebhookSourceOptions settings)
    {
        if (_given.TryGetValue(settings, out var source) && source.Name == name)
        {
            return source;
        }

        var problems = new List<string>();
        new SourceCheck(providers).Check(name, settings, name, problems);
        if (problems.Count > 0)
        {
            throw new InvalidOperationException(
                $"The settings that {nameof(IWebhookSourceProvider)} gave for a source cannot work: {string.Join(" ", problems)}");
        }

        source = Make(name, settings);
        _given.AddOrUpdate(settings, source);
        return source;
    }

    private WebhookSource Make(string name, WebhookSourceOptions current)
    {
        // The settings were validated: there is such a provider.
        var provider = providers.Find(current.Provider)!;
        var scheme = provider.Scheme;
        var secretsBrought = brought.Of(name);
        ImmutableArray<WebhookSecret> secrets = [.. SecretList.Parse(current.Secrets, scheme, name, []).Union(secretsBrought)];
        var verifier = secrets.IsEmpty ? null : new WebhookVerifier(scheme, secrets)
        {
            Tolerance = current.Tolerance ?? scheme.Tolerance,
            TimeProvider = time,
        };
        return new WebhookSource(name, current, provider, verifier)
        {
            Secrets = secrets,
            Brought = secretsBrought,
            VerifyToken = current.VerifyToken is { } token ? WebhookSecret.Parse(token, SecretFormat.Text) : null,
            AllowedOrigins = current.AllowedOrigins.Count > 0 ? [.. current.AllowedOrigins.Select(origin => origin.ToLowerInvariant())]
                : provider.Handshake == WebhookHandshake.AzureEventGridValidation ? [AzureEventGrid]
                : [],
            AllowedRate = current.AllowedRate,
        };
    }
}
