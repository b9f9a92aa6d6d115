using System.Net;
using Microsoft.Extensions.DependencyInjection;
using RichardSzalay.MockHttp;
using Shop;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>Runs what the READMEs show of keeping messages.</summary>
[NonParallelizable]
internal sealed class DurableSnippetTests
{
    [Test]
    [Runs("sqlite")]
    [Runs("dead-letters")]
    public async Task What_was_dispatched_is_there_after_a_restart_and_a_dead_letter_is_replayed()
    {
        using var shop = new KeepingShop();
        string messageId;
        await using (var app = await shop.StartAsync(options => options.ProcessDeliveries = false))
        {
            messageId = (await app.Services.GetRequiredService<IWebhookDispatcher>().DispatchAsync(new NewOrder { Status = OrderStatus.Paid })).MessageId;
            await app.StopAsync();
        }

        await using (var app = await shop.StartAsync(options => options.ProcessDeliveries = false))
        {
            var store = app.Services.GetRequiredService<IWebhookStore>();
            var kept = (await store.FindDeliveriesAsync(new DeliveryQuery { MessageId = messageId }, default)).Should().ContainSingle().Subject;
            await store.CloseAsync([new Closing(kept.DeliveryId, DeliveryState.Dead, "Given up by a test.")], default);

            using var console = new AwaitedConsole();
            await Durable.ReplayAsync(store, default);

            (await console.NextLineAsync()).Should().Be($"new_order {messageId}, 0 attempts: Given up by a test.");
            await app.StopAsync();
        }

        var sent = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        shop.Crm.When("https://crm.example/hooks").Respond(request =>
        {
            sent.TrySetResult(request.Headers.GetValues("webhook-id").Single());
            return new HttpResponseMessage(HttpStatusCode.OK);
        });
        await using (var app = await shop.StartAsync(_ => { }))
        {
            (await sent.Task.WaitAsync(TimeSpan.FromSeconds(30))).Should().Be(messageId, "the next start attempts what was replayed");
            await app.StopAsync();
        }
    }
}
