using System.Text.Json;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>The kept headers of a message as one text, <c>[["name","value"], …]</c>: in their order, doubled ones included.</summary>
internal static class MessageHeaders
{
    public static string? Write(IReadOnlyList<KeyValuePair<string, string>> headers) => headers.Count == 0
        ? null
        : JsonSerializer.Serialize(headers.Select(header => new[] { header.Key, header.Value }).ToArray(), HeadersJson.Default.StringArrayArray);

    public static IReadOnlyList<KeyValuePair<string, string>> Read(string? json) => json is null
        ? []
        : Array.ConvertAll(
            JsonSerializer.Deserialize(json, HeadersJson.Default.StringArrayArray)!, pair => KeyValuePair.Create(pair[0], pair[1]));
}
