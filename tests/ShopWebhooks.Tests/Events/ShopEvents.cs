using System.Text.Json;
using System.Text.Json.Serialization;
using ShopWebhooks.Events;

namespace ShopWebhooks.Tests.Events;

/// <summary>Payloads as an application would declare them.</summary>
internal static class ShopEvents
{
    public sealed record LoyaltyJoined(string Member, int Points);

    public sealed record Empty;

    public sealed record PointsGranted : WebhookEvent
    {
        public PointsGranted()
            : base("points_granted")
        {
        }

        [JsonPropertyName("points")]
        public required int Points { get; init; }

        [JsonPropertyName("channel"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public Channel Channel { get; init; }
    }

    public sealed record NamedByItself(string Event);

    public sealed record EventIsANumber(int Event);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    public sealed record Strict(string Member);

    public sealed record Open(string Member)
    {
        [JsonExtensionData]
        public IDictionary<string, JsonElement>? Rest { get; set; }
    }

    public sealed record Category(string Name, Category? Parent);

    public sealed record Throwing
    {
        private readonly string _reason = "No points.";

        public int Points
        {
            get => throw new TimeoutException(_reason);
            init => throw new TimeoutException(_reason + value);
        }
    }
}
