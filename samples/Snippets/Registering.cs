// snippet: register
using ShopWebhooks;
// end

namespace Shop;

public static class Registering
{
    public static async Task RunAsync(WebApplication app, IVault vault, IAsana asana, CancellationToken cancellationToken)
    {
        // snippet: register
        var sources = app.Services.GetRequiredService<IWebhookSources>();
        using (sources.ExpectSecret("asana", TimeSpan.FromMinutes(1), (secret, cancellation) => vault.AddAsync("Asana", secret.Reveal(), cancellation)))
        {
            await asana.CreateWebhookAsync(target: "https://shop.example/webhooks/asana", cancellationToken);
        }
        // end
    }
}
