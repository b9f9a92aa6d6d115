using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Shop;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>Runs what the README shows of other companies' events.</summary>
[NonParallelizable]
internal sealed class ForeignEventSnippetTests
{
    [Test]
    [Runs("foreign-events")]
    public async Task Events_of_Stripe_reach_the_handler_of_their_type_and_the_others_another()
    {
        using var console = new AwaitedConsole();
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0", "--Stripe:Secret", "whsec_stripe"]);
        builder.Logging.ClearProviders();
        ForeignEvents.Add(builder);
        await using var app = builder.Build();
        app.MapShopWebhooks("/webhooks/{source}");
        await app.StartAsync();

        await PostAsync("""{"id":"evt_1","type":"invoice.paid","data":{"object":{"id":"in_1","amount_paid":1999,"currency":"eur"}}}""");
        (await console.NextLineAsync()).Should().Be("in_1 is paid, by the event evt_1.");

        await PostAsync("""{"id":"evt_2","type":"invoice.sent","data":{}}""");
        (await console.NextLineAsync()).Should().Be("stripe.invoice.sent came, with id, type, data.");

        async Task PostAsync(string body)
        {
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{app.Urls.Single()}/webhooks/payments"))
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            var signer = new WebhookSigner(WebhookProviders.Stripe.Scheme, WebhookSecret.Parse("whsec_stripe", SecretFormat.Text));
            foreach (var (name, value) in signer.Sign(new OutgoingWebhook("msg_1", DateTimeOffset.UtcNow, Encoding.UTF8.GetBytes(body))))
            {
                request.Headers.Add(name, value);
            }

            using var answer = await client.SendAsync(request);
            ((int)answer.StatusCode).Should().Be(200);
        }
    }
}
