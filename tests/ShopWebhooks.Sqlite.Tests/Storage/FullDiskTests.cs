using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ShopWebhooks.AspNetCore;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Tests.Storage;

internal sealed class FullDiskTests
{
    private static readonly NewOrder Order = new() { CustomerId = "SB-9921", Status = OrderStatus.Paid, OrderId = new string('7', 3000) };

    [Test]
    public async Task A_full_disk_is_a_clear_failure_and_nothing_is_lost_when_there_is_room_again()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        var path = disk.File("shop-webhooks.db");
        List<string> accepted = [];
        using (var host = await StartAsync(path))
        {
            var dispatcher = host.Services.GetRequiredService<IWebhookDispatcher>();
            accepted.Add((await dispatcher.DispatchAsync(Order)).MessageId);

            var ballast = disk.Fill();
            StoreUnavailableException? refusal = null;
            while (refusal is null)
            {
                try
                {
                    accepted.Add((await dispatcher.DispatchAsync(Order)).MessageId);
                }
                catch (StoreUnavailableException exception)
                {
                    refusal = exception;
                }
            }

            refusal.Message.Should().Be($"The disk of the SQLite file '{path}' is full. Make room; the store goes on by itself.");
            await dispatcher.Invoking(full => full.DispatchAsync(Order)).Should().ThrowAsync<StoreUnavailableException>();

            File.Delete(ballast);
            accepted.Add((await dispatcher.DispatchAsync(Order)).MessageId);
            await ShouldHoldAsync(host, accepted);
            await host.StopAsync();
        }

        using var again = await StartAsync(path);
        await ShouldHoldAsync(again, accepted);
        await again.StopAsync();
    }

    [Test]
    public async Task A_webhook_that_a_full_disk_cannot_take_is_to_be_sent_again()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        var secret = WebhookSecret.Generate();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddShopWebhooks()
            .UseSqlite($"Data Source={disk.File("shop-webhooks.db")}")
            .AddSource("shopbotly", source => source.AddSecret(secret.Reveal()));
        await using var shop = builder.Build();
        shop.MapShopWebhooks("/webhooks/{source}");
        await shop.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(shop.Urls.Single()) };

        var ballast = disk.Fill();
        var sent = 0;
        HttpResponseMessage answer;
        while ((answer = await PostAsync(client, secret, $"order-{sent}")).IsSuccessStatusCode)
        {
            sent++;
        }

        answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.Should().NotBeNull();

        File.Delete(ballast);
        (await PostAsync(client, secret, $"order-{sent}")).StatusCode.Should().Be(HttpStatusCode.OK);
        var kept = await shop.Services.GetRequiredService<IWebhookStore>().ReadFeedAsync(0, 1000, default);
        kept.Select(entry => entry.Message.DedupeKey).Should().Equal(Enumerable.Range(0, sent + 1).Select(number => $"order-{number}"));
    }

    [Test]
    public async Task A_disk_that_is_full_at_start_is_named_and_leaves_nothing_in_the_way()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        var path = disk.File("shop-webhooks.db");
        var ballast = disk.Fill();

        var start = () => StartAsync(path);
        (await start.Should().ThrowAsync<StoreUnavailableException>()).Which.Message.Should().Be(
            $"The disk of the SQLite file '{path}' is full. Make room; the store goes on by itself.");

        File.Delete(ballast);
        using var host = await start();
        await host.StopAsync();
    }

    [Test]
    public async Task A_read_only_disk_is_named()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        var path = disk.File("shop-webhooks.db");
        using (var host = await StartAsync(path))
        {
            await host.StopAsync();
        }

        disk.MakeReadOnly();

        var start = () => StartAsync(path);
        (await start.Should().ThrowAsync<StoreUnavailableException>()).Which.Message.Should().Be(
            $"'{path}.lock' cannot be made, by which a process owns the SQLite file '{path}'. "
            + "Its directory must exist, and the process must be allowed to write there.");
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, WebhookSecret secret, string id)
    {
        var body = new EventCatalog().Seal(Order).Content.ToArray();
        using var content = new ByteArrayContent(body);
        content.Headers.Add("content-type", "application/json");
        var signer = new WebhookSigner(WebhookScheme.StandardWebhooks, secret);
        foreach (var (name, value) in signer.Sign(new OutgoingWebhook(id, TimeProvider.System.GetUtcNow(), body)))
        {
            content.Headers.Add(name, value);
        }

        return await client.PostAsync("/webhooks/shopbotly", content);
    }

    private static async Task<IHost> StartAsync(string path)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddShopWebhooks(options => options.ProcessDeliveries = false)
            .UseSqlite($"Data Source={path}")
            .AddEndpoint("crm", "https://crm.example/hooks", endpoint => endpoint.AddSecret("whsec_" + Convert.ToBase64String(new byte[32])));
        var host = builder.Build();
        try
        {
            await host.StartAsync();
        }
        catch
        {
            host.Dispose();
            throw;
        }

        return host;
    }

    private static async Task ShouldHoldAsync(IHost host, List<string> accepted)
    {
        var store = host.Services.GetRequiredService<IWebhookStore>();
        var kept = await store.FindDeliveriesAsync(new DeliveryQuery { Limit = 1000 }, default);
        kept.Select(delivery => delivery.Message.Id).Should().Equal(accepted);
    }
}
