using System.Text.Json.Serialization;

namespace ShopWebhooks.Tests.Events;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ShopEvents.LoyaltyJoined))]
[JsonSerializable(typeof(ShopEvents.Empty))]
[JsonSerializable(typeof(ShopEvents.PointsGranted))]
[JsonSerializable(typeof(ShopEvents.NamedByItself))]
[JsonSerializable(typeof(ShopEvents.EventIsANumber))]
[JsonSerializable(typeof(ShopEvents.Strict))]
[JsonSerializable(typeof(ShopEvents.Open))]
[JsonSerializable(typeof(ShopEvents.Throwing))]
[JsonSerializable(typeof(ShopEvents.Category))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(string))]
internal sealed partial class ShopJson : JsonSerializerContext;
