using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Events;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Tests.Receiving;

internal sealed class EnvironmentTests
{
    // Also from this machine itself, which the request comes from.
    [Test]
    public async Task No_environment_lets_an_unsigned_webhook_pass(
        [Values("Development", "Staging", "Production")] string environment, [Values("webhooks/hub", "hooks", "minimal")] string path)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment, Args = ["--urls", "http://127.0.0.1:0"] });
        builder.Logging.ClearProviders();
        builder.Services.AddShopWebhooks().AddSource("hub", WebhookProviders.GitHub, source => source.AddSecret("secret"));
        await using var app = builder.Build();
        app.MapShopWebhooks("/webhooks/{source}");
        app.MapPost("/hooks", () => "handled").VerifyWebhook("hub");
        app.MapPost("/minimal", (Webhook<UnknownEvent> hook) => hook.Payload.Event).VerifyWebhook("hub");
        await app.StartAsync();

        (await PostAsync(null)).Should().Be(HttpStatusCode.Unauthorized);
        (await PostAsync("another")).Should().Be(HttpStatusCode.Unauthorized);
        (await PostAsync("secret")).Should().Be(HttpStatusCode.OK);

        async Task<HttpStatusCode> PostAsync(string? secret)
        {
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{app.Urls.Single()}/{path}"))
            {
                Content = new StringContent("{}", Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("X-GitHub-Event", "push");
            if (secret is not null)
            {
                var line = new WebhookSigner(WebhookProviders.GitHub.Scheme, WebhookSecret.Parse(secret, SecretFormat.Text))
                    .Sign(new OutgoingWebhook("msg_1", DateTimeOffset.UtcNow, "{}"u8))[0];
                request.Headers.Add(line.Key, line.Value);
            }

            using var answer = await client.SendAsync(request);
            return answer.StatusCode;
        }
    }
}
