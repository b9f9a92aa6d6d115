using System.Text;
using System.Text.Json;

namespace ShopWebhooks.Tests.Signing;

/// <summary>A request with the outcome that it must have.</summary>
public sealed record SignatureVector(
    string Name,
    string Source,
    string[] Secrets,
    DateTimeOffset Now,
    Dictionary<string, string> Headers,
    string? Body,
    byte[]? BodyBase64,
    string Outcome)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public byte[] Bytes => BodyBase64 ?? Encoding.UTF8.GetBytes(Body!);

    public static IEnumerable<TestCaseData> All() => Read().Select(vector => new TestCaseData(vector).SetArgDisplayNames(vector.Name));

    public static SignatureVector[] Read()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Signing", "Vectors", "standard-webhooks.json");
        return JsonSerializer.Deserialize<SignatureVector[]>(File.ReadAllBytes(path), Options)!;
    }

    public override string ToString() => Name;
}
