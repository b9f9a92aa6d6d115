using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RichardSzalay.MockHttp;
using Shop;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>Holds what the READMEs say of handshakes to what is built.</summary>
internal sealed class HandshakeDocsTests
{
    [Test]
    public void The_table_of_handshakes_has_all_of_them() =>
        MarkdownTable.After("## Handshakes", Documentation.Text("src/ShopWebhooks.AspNetCore/README.md")).Select(row => row[0].Trim('`'))
            .Should().Equal(Enum.GetNames<WebhookHandshake>().Except([nameof(WebhookHandshake.None)]));

    [Test]
    [Runs("register")]
    public async Task The_secret_of_a_registration_is_kept_and_sent_back()
    {
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        builder.Services.AddShopWebhooks().AddSource("asana", WebhookProviders.Asana, _ => { });
        await using var app = builder.Build();
        app.MapShopWebhooks("/webhooks/{source}");
        await app.StartAsync();
        var vault = new RecordingVault();
        var asana = new ShakingAsana(new Uri(app.Urls.Single()), "b537207f20cbfa02357cf448134da559");

        await Registering.RunAsync(app, vault, asana, CancellationToken.None);

        vault.Kept.Should().Equal(("Asana", "b537207f20cbfa02357cf448134da559"));
        asana.SentBack.Should().Be("b537207f20cbfa02357cf448134da559");
        await asana.CreateWebhookAsync("https://shop.example/webhooks/asana", CancellationToken.None);
        asana.SentBack.Should().BeNull("nobody expects it any more");
    }

    [Test]
    [Runs("wishes")]
    public async Task The_endpoint_with_wishes_is_asked_first_and_signed_to_twice()
    {
        using var http = new MockHttpMessageHandler();
        http.When(HttpMethod.Options, "*").Respond(
            HttpStatusCode.OK, [new("WebHook-Allowed-Origin", "shop.example"), new("WebHook-Allowed-Rate", "60")], new StringContent(""));
        var pinged = http.When(HttpMethod.Post, "*").WithHeaders("WebHook-Request-Origin: shop.example")
            .With(request => request.Headers.Contains("X-Hub-Signature-256") && request.Headers.Contains("webhook-signature"))
            .Respond(HttpStatusCode.OK);
        var services = new ServiceCollection();
        var shop = services.AddShopWebhooks().ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => http)).AllowUnguardedHandler();
        Wishes.Add(shop, WebhookSecret.Generate().Reveal(), "the old secret");
        await using var provider = services.BuildServiceProvider();

        var result = await provider.GetRequiredService<IWebhookEndpoints>().TestAsync("warehouse");

        result.Reason.Should().StartWith("The endpoint 'warehouse' allows the origin 'shop.example' 60 requests a minute. ");
        result.Succeeded.Should().BeTrue();
        http.GetMatchCount(pinged).Should().Be(1);
    }
}
