using System.Text.Json.Serialization;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>The metadata of <see cref="MessageHeaders"/>, made at build time.</summary>
[JsonSerializable(typeof(string[][]))]
internal sealed partial class HeadersJson : JsonSerializerContext;
