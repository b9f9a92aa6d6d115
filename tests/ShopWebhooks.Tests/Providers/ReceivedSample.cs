using System.Text;
using System.Text.Json;
using ShopWebhooks.Providers;

namespace ShopWebhooks.Tests.Providers;

/// <summary>
/// A webhook as its provider documents it, with what the library must find in it: the event type, the id (<c>signed</c> where it is made anew each
/// time), by what a duplicate is known (<c>id</c>, <c>body</c>, <c>nothing</c>), and the headers that are kept. <c>Vector</c> names the vector
/// that is sent, where only the provider can sign.
/// </summary>
public sealed record ReceivedSample(
    string Provider, string? Name, string? Vector, string[]? Headers, JsonElement? Body, string? Form, string EventType, string? Id, string KnownBy,
    string[]? Kept)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = false };

    public static IReadOnlyList<ReceivedSample> Each { get; } = JsonSerializer.Deserialize<ReceivedSample[]>(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Providers", "Samples.json")), Options)!;

    public static IEnumerable<TestCaseData> All() =>
        Each.Select(sample => new TestCaseData(WebhookProviders.Find(sample.Provider), sample).SetArgDisplayNames(sample.ToString()));

    public string ContentType => Form is null ? "application/json" : "application/x-www-form-urlencoded";

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(Form ?? Body!.Value.GetRawText());

    public override string ToString() => Name is null ? Provider : $"{Provider}, {Name}";
}
