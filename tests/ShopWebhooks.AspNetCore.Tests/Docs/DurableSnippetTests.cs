using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shop;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>Runs what the READMEs show of keeping messages.</summary>
[NonParallelizable]
internal sealed class DurableSnippetTests
{
    [Test]
    [Runs("sqlite")]
    [Runs("dead-letters")]
    public async Task What_was_dispatched_is_there_after_a_restart_and_a_dead_letter_is_listed()
    {
        var folder = Directory.CreateTempSubdirectory("shop-webhooks-");
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder.FullName;
        try
        {
            string messageId;
            await using (var app = await StartAsync())
            {
                var receipt = await app.Services.GetRequiredService<IWebhookDispatcher>().DispatchAsync(new NewOrder { Status = OrderStatus.Paid });
                messageId = receipt.MessageId;
                await app.StopAsync();
            }

            await using var again = await StartAsync();
            var store = again.Services.GetRequiredService<IWebhookStore>();
            var kept = (await store.FindDeliveriesAsync(new DeliveryQuery { MessageId = messageId }, default)).Should().ContainSingle().Subject;
            await store.CloseAsync([new Closing(kept.DeliveryId, DeliveryState.Dead, "Given up by a test.")], default);

            using var console = new AwaitedConsole();
            await Durable.ListAsync(store, default);
            (await console.NextLineAsync()).Should().Be($"new_order {messageId}, 0 attempts: Given up by a test.");
            await again.StopAsync();
        }
        finally
        {
            Environment.CurrentDirectory = before;
            folder.Delete(recursive: true);
        }
    }

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        Durable.Keep(builder);
        builder.Services.AddShopWebhooks(options => options.ProcessDeliveries = false)
            .AddEndpoint("crm", "https://crm.example/hooks", endpoint => endpoint.AddSecret(WebhookSecret.Generate().Reveal()));
        var app = builder.Build();
        await app.StartAsync();
        return app;
    }
}
