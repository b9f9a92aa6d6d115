// snippet: transform
using System.Text;
using System.Text.Json.Nodes;
using ShopWebhooks;
using ShopWebhooks.Storage;
// end

namespace Shop;

public static class Transforming
{
    public static void Add(IShopWebhooksBuilder shop, string secret)
    {
        // snippet: transform
        shop.AddEndpoint("shopbotly", "https://api.shopbotly.com/api/v1/update-crm", endpoint => endpoint
            .For("new_lead")
            .Transform((message, body) =>
            {
                var lead = JsonNode.Parse(body.Content.Span)!;
                lead["action"] = "sync_lead";
                lead["id"] = message.Id;
                return new DeliveryBody(Encoding.UTF8.GetBytes(lead.ToJsonString()), "application/json");
            })
            .AddSecret(secret));
        // end
    }
}
