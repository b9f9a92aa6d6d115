using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>Holds what the README says of providers to what is built.</summary>
internal sealed class ProviderTableTests
{
    [Test]
    public void The_table_has_each_provider_as_it_is_declared() =>
        MarkdownTable.After("## Providers", Documentation.Text("src/ShopWebhooks/README.md")).Select(row => string.Join(" | ", row))
            .Should().Equal(WebhookProviders.All.Select(Row));

    [Test]
    [Runs("providers")]
    [Runs("own-provider")]
    public async Task The_sources_of_the_readme_take_what_their_providers_sign()
    {
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        Shop.Providers.Add(builder.Services.AddShopWebhooks(), "whsec_stripe", "twilio token", "acme secret");
        await using var app = builder.Build();
        app.MapShopWebhooks("/webhooks/{source}");
        await app.StartAsync();
        var acme = app.Services.GetRequiredService<IWebhookSources>().Find("acme")!.Provider.Scheme;

        (await PostAsync("payments", WebhookProviders.Stripe.Scheme, "whsec_stripe", """{"id":"evt_1","type":"invoice.paid"}""")).Should().Be(200);
        (await PostAsync("payments", WebhookProviders.Stripe.Scheme, "another", """{"id":"evt_1","type":"invoice.paid"}""")).Should().Be(401);
        (await PostAsync("calls", WebhookProviders.Twilio.Scheme, "twilio token", "CallSid=CA1&Digits=1234", "?shop=7")).Should().Be(200);
        (await PostAsync("acme", acme, "acme secret", """{"id":"1","type":"stock.low"}""")).Should().Be(200);

        async Task<int> PostAsync(string source, WebhookScheme scheme, string secret, string body, string query = "")
        {
            var bytes = Encoding.UTF8.GetBytes(body);
            var webhook = new OutgoingWebhook("msg_1", DateTimeOffset.UtcNow, bytes) { Url = $"https://shop.example/webhooks/{source}{query}" };
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{app.Urls.Single()}/webhooks/{source}{query}"))
            {
                Content = new StringContent(body, Encoding.UTF8, body.StartsWith('{') ? "application/json" : "application/x-www-form-urlencoded"),
            };
            foreach (var (name, value) in new WebhookSigner(scheme, WebhookSecret.Parse(secret, scheme.SecretFormat)).Sign(webhook))
            {
                request.Headers.Add(name, value);
            }

            using var answer = await client.SendAsync(request);
            return (int)answer.StatusCode;
        }
    }

    private static string Row(WebhookProvider provider) => string.Join(
        " | ",
        $"`{provider.Name}`",
        provider.Scheme.SecretFormat switch
        {
            SecretFormat.StandardWebhooks => "`whsec_…`",
            SecretFormat.Hex => "hexadecimal digits",
            SecretFormat.PublicKey => "its public key",
            _ => "text",
        },
        provider.Scheme.SignsTime ? $"{provider.Scheme.Tolerance:g}" : "",
        provider.EventType.Count == 0 ? "the library's formats" : $"`{provider.EventPrefix}.` {string.Join(", else ", provider.EventType)}",
        provider.Handshake == WebhookHandshake.None ? "" : $"`{provider.Handshake}`");
}
