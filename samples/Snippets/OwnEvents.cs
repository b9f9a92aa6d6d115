// snippet: own-event
using System.Text.Json.Serialization;
using ShopWebhooks;
// end

namespace Shop;

// snippet: own-event
public sealed record LoyaltyJoined(string CustomerId, int Points);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(LoyaltyJoined))]
public sealed partial class ShopJson : JsonSerializerContext;
// end

public static class OwnEvents
{
    public static void Add(IShopWebhooksBuilder shop)
    {
        // snippet: own-event
        shop.AddEvent("loyalty_joined", ShopJson.Default.LoyaltyJoined);
        // end
    }
}
