using System.Text;
using System.Text.Json;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Tests.Providers;

/// <summary>A request of a provider with the outcome that it must have; with the key that is served, and where it is asked for.</summary>
public sealed record ProviderVector(
    string Name, string Source, string[] Secrets, long Now, string? Method, string? Url, string[] Headers, string Body, string Outcome,
    string? Key, string? KeyAddress)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = false };

    public static IEnumerable<TestCaseData> All() => WebhookProviders.All.SelectMany(provider =>
        Read(provider.Name).Select(vector => new TestCaseData(provider, vector).SetArgDisplayNames(provider.Name, vector.Name)));

    public static ProviderVector[] Read(string provider)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Providers", "Vectors", $"{provider}.json");
        return JsonSerializer.Deserialize<ProviderVector[]>(File.ReadAllBytes(path), Options)!;
    }

    public WebhookRequest<WebhookHeaders> ToRequest() => new(Method ?? "POST", Url, new WebhookHeaders(ToLines()), Encoding.UTF8.GetBytes(Body));

    public List<KeyValuePair<string, string>> ToLines() => [.. Headers.Select(Split)];

    public override string ToString() => Name;

    private static KeyValuePair<string, string> Split(string line)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        return new(line[..colon], line[(colon + 2)..]);
    }
}
