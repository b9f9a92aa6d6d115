using System.Text.Json.Nodes;
using ShopWebhooks;
using ShopWebhooks.Events;

namespace Shop;

public static class FourSteps
{
    public static async Task<HandshakeResult> WalkAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        // snippet: four-steps
        var catalog = services.GetRequiredService<EventCatalog>();
        var endpoints = services.GetRequiredService<IWebhookEndpoints>();

        Console.WriteLine(string.Join(", ", catalog.Types));
        JsonNode schema = catalog.Find("new_order")!.GetSchema();
        Console.WriteLine($"Each order sent to {endpoints.All[0].Id} fits {schema}.");

        HandshakeResult handshake = await endpoints.TestAsync("crm", cancellationToken);
        Console.WriteLine($"{handshake.Succeeded}: {handshake.Reason}");
        // end
        return handshake;
    }
}
