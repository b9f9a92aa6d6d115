// snippet: dead-letters
using ShopWebhooks;
using ShopWebhooks.Storage;
// end

namespace Shop;

public static class Replaying
{
    public static async Task ReplayAsync(IHost app, DateTimeOffset sinceTheOutage, CancellationToken cancellationToken)
    {
        // snippet: dead-letters
        var deliveries = app.Services.GetRequiredService<IWebhookDeliveries>();
        var query = new DeliveryQuery { State = DeliveryState.Dead, EndpointId = "crm", NewestFirst = true };
        foreach (DeliveryRecord dead in await deliveries.FindAsync(query, cancellationToken))
        {
            Console.WriteLine($"{dead.Message.EventType} {dead.Message.Id}, {dead.Attempts.Count} attempts: {dead.Reason}");
        }

        var request = new ReplayRequest { EndpointId = "crm", From = sinceTheOutage, MaxPerSecond = 50 };
        ReplayResult result = await deliveries.ReplayAsync(request, cancellationToken);
        Console.WriteLine($"{result.Replayed} of {result.Found} are sent again.");
        // end
    }
}
