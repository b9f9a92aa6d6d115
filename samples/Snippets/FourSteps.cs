// snippet: four-steps
using System.Text.Json.Nodes;
using ShopWebhooks;
using ShopWebhooks.Events;
// end

namespace Shop;

public static class FourSteps
{
    public static async Task<HandshakeResult> WalkAsync(IHost app, CancellationToken cancellationToken)
    {
        // snippet: four-steps
        var catalog = app.Services.GetRequiredService<EventCatalog>();
        var endpoints = app.Services.GetRequiredService<IWebhookEndpoints>();

        Console.WriteLine(string.Join(", ", catalog.Types));
        JsonNode schema = catalog.Find("new_order")!.GetSchema();
        Console.WriteLine($"Each order sent to {endpoints.All[0].Id} fits {schema}.");

        HandshakeResult handshake = await endpoints.TestAsync("crm", cancellationToken);
        Console.WriteLine($"{handshake.Succeeded}: {handshake.Reason}");
        // end
        return handshake;
    }
}
