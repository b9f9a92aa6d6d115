using Microsoft.Extensions.Options;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Providers;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;
using ShopWebhooks.Transports;

namespace ShopWebhooks;

/// <summary>Refuses settings that cannot work, all problems at once, each with the key to change.</summary>
internal sealed class ShopWebhooksOptionsValidator(
    TransportRegistry transports, HandlerSet handlers, EventCatalog catalog, EndpointMaker endpoints, ProviderSet providers)
    : IValidateOptions<ShopWebhooksOptions>
{
    // Half of the time for which even a full store remembers what it has seen: within the tolerance, a captured request is a duplicate.
    private static readonly TimeSpan LongestTolerance = TimeSpan.FromHours(1);

    private const int LongestSourceName = 100;
    private const int LargestBody = 64 * 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, ShopWebhooksOptions options)
    {
        var problems = new List<string>();
        foreach (var (source, settings) in options.Sources)
        {
            CheckSource(source, settings, settings.DeclaredAt ?? $"Sources[\"{source}\"]", problems);
        }

        foreach (var (id, settings) in options.Endpoints)
        {
            endpoints.Make(id, settings, settings.DeclaredAt ?? $"Endpoints[\"{id}\"]", problems);
        }

        foreach (var handler in handlers.All)
        {
            CheckHandler(handler.Endpoint, problems);
            foreach (var payload in handler.WithoutEventType(catalog))
            {
                problems.Add($"{handler.Endpoint.Id}: no event type has the payload type {payload.Name}, nor one that derives from it; "
                    + $"register it with AddEvent<{payload.Name}>(\"name\", …).");
            }
        }

        // A value that was not read as it was meant is told of once, and not again as one that is out of range or missing.
        var misread = options.Problems.Select(KeyOf).ToHashSet();
        problems.RemoveAll(problem => misread.Contains(KeyOf(problem)));
        problems.InsertRange(0, [.. options.Problems, .. transports.Problems, .. handlers.Problems, .. providers.Problems, .. catalog.Problems]);
        return problems.Count == 0 ? ValidateOptionsResult.Success : throw new InvalidSettingsException(problems);
    }

    private static string KeyOf(string problem) => problem[..Math.Max(0, problem.IndexOf(": ", StringComparison.Ordinal))];

    private void CheckSource(
        string source, WebhookSourceOptions settings, string key, List<string> problems)
    {
        if (source.Equals(WebhookMessage.LocalOrigin, StringComparison.OrdinalIgnoreCase))
        {
            problems.Add($"{key}: '{source}' is the origin of what the application dispatches; give the source another name.");
        }

        if (source.Length > LongestSourceName || StoredText.Problem(source, LongestSourceName) is not null || source.Contains('/', StringComparison.Ordinal))
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

    private static void CheckHandler(WebhookEndpoint handler, List<string> problems)
    {
        if (handler.Timeout <= TimeSpan.Zero || handler.Timeout > TimeSpan.FromHours(24))
        {
            problems.Add($"{handler.Id}: its Timeout {handler.Timeout} is not above zero and at most 24 hours.");
        }

        if (handler.Concurrency is < 1 or > 1000)
        {
            problems.Add($"{handler.Id}: its Concurrency {handler.Concurrency} is not between 1 and 1000.");
        }
    }
}
