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

        var answer = HttpStatusCode.BadRequest;
        var sent = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        shop.Crm.When("https://crm.example/hooks").Respond(request =>
        {
            if (answer == HttpStatusCode.OK)
            {
                sent.TrySetResult(request.Headers.GetValues("webhook-id").Single());
            }

            return new HttpResponseMessage(answer) { Headers = { { "webhook-delivery", "abort-message" } } };
        });
        await using var again = await shop.StartAsync(_ => { });
        var store = again.Services.GetRequiredService<IWebhookStore>();
        var dead = new DeliveryQuery { MessageId = messageId, State = DeliveryState.Dead };
        for (var deadline = DateTime.UtcNow.AddSeconds(30); (await store.FindDeliveriesAsync(dead, default)).Count == 0;)
        {
            DateTime.UtcNow.Should().BeBefore(deadline, "what was dispatched is there after a restart, and refused for good");
            await Task.Yield();
        }

        answer = HttpStatusCode.OK;
        using var console = new AwaitedConsole();
        await Replaying.ReplayAsync(again, DateTimeOffset.UtcNow.AddHours(-1), default);

        (await console.NextLineAsync()).Should().StartWith($"new_order {messageId}, 1 attempts: ");
        (await sent.Task.WaitAsync(TimeSpan.FromSeconds(30))).Should().Be(messageId, "it is attempted at once");
        await again.StopAsync();
    }
}
