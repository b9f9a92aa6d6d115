using System.Text.Json.Serialization;

namespace ShopWebhooks.Endpoints;

/// <summary>The generated metadata of what is stored of endpoints.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredDocument))]
[JsonSerializable(typeof(StoredSettings))]
[JsonSerializable(typeof(Consent))]
internal sealed partial class StoredJsonContext : JsonSerializerContext;
