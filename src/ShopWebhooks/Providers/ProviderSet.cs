using System.Buffers;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <summary>The library's providers and the application's, by name.</summary>
internal sealed class ProviderSet
{
    private static readonly HashSet<string> Credentials = new(StringComparer.OrdinalIgnoreCase) { "Authorization", "Proxy-Authorization", "Cookie" };

    private const int LongestName = 50;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private readonly Dictionary<string, WebhookProvider> _providers = new(StringComparer.OrdinalIgnoreCase);

    public ProviderSet(IEnumerable<WebhookProvider> registered)
    {
        foreach (var provider in WebhookProviders.All)
        {
            _providers.Add(provider.Name, provider);
        }

        foreach (var provider in registered)
        {
            if (_providers.TryAdd(provider.Name, provider))
            {
                Problems.AddRange(Check(provider).Select(problem => $"The provider '{provider.Name}': {problem}."));
            }
            else if (!ReferenceEquals(_providers[provider.Name], provider))
            {
                Problems.Add($"The provider '{provider.Name}' is declared twice, differently; give yours a name of its own.");
            }
        }
    }

    /// <summary>What is wrong with the registrations, for the report at start.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>All names, for messages.</summary>
    public string Names => string.Join(", ", _providers.Keys);

    public WebhookProvider? Find(string? name) => name is null ? null : _providers.GetValueOrDefault(name);

    /// <summary>Which headers cannot be kept, and why: one clause each, without a full stop.</summary>
    public static IEnumerable<string> RefuseToKeep(IEnumerable<string> headers, WebhookScheme scheme)
    {
        foreach (var header in headers)
        {
            if (HeaderLine.NameProblem(header) is { } misnamed)
            {
                yield return misnamed;
            }
            else if (Credentials.Contains(header) || scheme.ReadsHeaders.Contains(header, StringComparer.OrdinalIgnoreCase))
            {
                yield return $"{header} proves who sends, and whoever can read it could send as well; leave it out";
            }
        }
    }

    private static IEnumerable<string> Check(WebhookProvider provider)
    {
        if (provider.Name is not { Length: > 0 and <= LongestName } || provider.Name.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            yield return $"its name is not 1 to {LongestName} lower-case letters, digits and hyphens; choose another";
        }
        else if (provider.EventType.Count > 0 && !EventTypeName.IsRegistrable(provider.EventPrefix))
        {
            yield return $"no event type can begin with its EventPrefix '{provider.EventPrefix}'; write letters, digits, '_', '.', '-', '/' or ':' of ASCII";
        }

        if (provider.Scheme.Problem is { } problem)
        {
            yield return $"its scheme cannot work: {problem}";
        }

        foreach (var refusal in RefuseToKeep(provider.KeptHeaders, provider.Scheme))
        {
            yield return $"of its KeptHeaders, {refusal}";
        }
    }
}
