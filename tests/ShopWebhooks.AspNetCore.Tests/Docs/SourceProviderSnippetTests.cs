using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shop;
using ShopWebhooks.Events;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>Runs what the README shows of sources that the application looks up.</summary>
internal sealed class SourceProviderSnippetTests
{
    [Test]
    [Runs("source-provider")]
    public async Task Each_tenant_has_a_source_on_the_mapped_route_and_in_endpoints_of_ones_own()
    {
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        builder.Services.AddScoped<ITenants, TwoTenants>();
        var handled = new TaskCompletionSource<string>();
        TenantSourcesRegistration.Add(builder.Services.AddShopWebhooks().On<UnknownEvent>((each, context, _) =>
        {
            handled.TrySetResult($"{context.Origin}: {each.Event}");
            return Task.CompletedTask;
        }));
        await using var app = builder.Build();
        app.MapShopWebhooks("/webhooks/{source}");
        app.MapPost("/hooks/{source}", (Webhook<UnknownEvent> hook) => hook.Verified.Source).VerifyWebhook();
        await app.StartAsync();

        (await PostAsync("webhooks/north", "north's secret")).Should().Be("200 ");
        (await PostAsync("webhooks/north", "south's secret")).Should().StartWith("401 ");
        (await PostAsync("webhooks/west", "north's secret")).Should().StartWith("404 ");
        (await PostAsync("hooks/south", "south's secret")).Should().Be("200 south");
        (await PostAsync("hooks/south", "north's secret")).Should().StartWith("401 ");
        (await handled.Task.WaitAsync(TimeSpan.FromSeconds(30))).Should().Be("north: stripe.invoice.paid");

        async Task<string> PostAsync(string path, string secret)
        {
            const string Body = """{"id":"evt_1","type":"invoice.paid"}""";
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{app.Urls.Single()}/{path}"))
            {
                Content = new StringContent(Body, Encoding.UTF8, "application/json"),
            };
            var signer = new WebhookSigner(WebhookProviders.Stripe.Scheme, WebhookSecret.Parse(secret, SecretFormat.Text));
            foreach (var (name, value) in signer.Sign(new OutgoingWebhook("msg_1", DateTimeOffset.UtcNow, Encoding.UTF8.GetBytes(Body))))
            {
                request.Headers.Add(name, value);
            }

            using var answer = await client.SendAsync(request);
            return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        }
    }

    private sealed class TwoTenants : ITenants
    {
        public Task<string?> FindStripeSecretAsync(string tenant, CancellationToken cancellationToken) =>
            Task.FromResult(tenant is "north" or "south" ? $"{tenant}'s secret" : null);
    }
}
