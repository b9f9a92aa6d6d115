// snippet: disable
using ShopWebhooks;
using ShopWebhooks.Storage;
// end

namespace Shop;

public static class DisablingEndpoints
{
    public static async Task RunAsync(IHost app, CancellationToken cancellationToken)
    {
        // snippet: disable
        var endpoints = app.Services.GetRequiredService<IWebhookEndpoints>();
        await endpoints.DisableAsync("crm", "They are moving to a new system.", cancellationToken);

        EndpointState state = await endpoints.GetStateAsync("crm", cancellationToken);
        Console.WriteLine($"{state.ConsecutiveFailures} failures in a row; disabled: {state.DisabledReason}");
        await endpoints.EnableAsync("crm", cancellationToken);
        // end
    }
}
