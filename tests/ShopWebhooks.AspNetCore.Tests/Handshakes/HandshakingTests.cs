using Microsoft.Extensions.Options;
using ShopWebhooks.AspNetCore.Handshakes;
using ShopWebhooks.AspNetCore.Tests.Loopback;
using ShopWebhooks.Providers;
using ShopWebhooks.Receiving;

namespace ShopWebhooks.AspNetCore.Tests.Handshakes;

internal sealed class HandshakingTests
{
    [Test]
    public void Every_handshake_is_answered() =>
        Enum.GetValues<WebhookHandshake>().Where(kind => kind != WebhookHandshake.None && HandshakeTable.Find(kind) is null).Should().BeEmpty();

    [TestCase("GET")]
    [TestCase("HEAD")]
    [TestCase("OPTIONS")]
    public async Task An_unknown_source_is_answered_404_whatever_the_method(string method)
    {
        await using var shop = await LoopbackShop.StartAsync();
        var request = RawWebhook.Signed().To("nobody?challenge=abc&crc_token=abc");
        request.Method = method;

        (await shop.SendAsync(request)).Status.Should().Be(404);
    }

    [TestCase("github", "GET", "POST")]
    [TestCase("slack", "GET", "POST")]
    [TestCase("x", "HEAD", "POST, GET")]
    [TestCase("dropbox", "OPTIONS", "POST, GET")]
    [TestCase("trello", "GET", "POST, HEAD")]
    public async Task A_method_by_which_the_provider_does_not_ask_is_answered_405(string provider, string method, string allowed)
    {
        await using var shop = await HandshakeShop.StartAsync(
            WebhookProviders.Find(provider)!,
            source => source.AddSecret(HandshakeShop.Secret).PublicUrl = provider == "trello" ? "https://shop.example/webhooks/partner" : null);

        var answer = await shop.AskAsync(method, "?challenge=abc&crc_token=abc");

        answer.Status.Should().Be(405);
        answer.Header("allow").Should().Be(allowed);
        answer.Body.Should().BeEmpty();
        shop.StoredNothing();
    }

    [TestCase("PUT")]
    [TestCase("DELETE")]
    [TestCase("PATCH")]
    public async Task Methods_of_no_handshake_are_not_mapped(string method)
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Dropbox);

        (await shop.AskAsync(method, "?challenge=abc")).Status.Should().Be(405);
    }

    [TestCase("", "VerifyToken: The secret is empty, as when the setting it is read from is missing; give it as the provider shows it.")]
    [TestCase("x", "VerifyToken: dropbox sends no such token; remove the setting.")]
    public async Task A_token_that_nobody_sends_is_reported_at_start(string token, string problem)
    {
        var start = () => HandshakeShop.StartAsync(
            token.Length == 0 ? WebhookProviders.Meta : WebhookProviders.Dropbox, source => source.AddSecret(HandshakeShop.Secret).VerifyToken = token);

        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Failures.Should().Equal($"AddSource(\"partner\"):{problem}");
    }

    [Test]
    public async Task Two_declarations_of_a_source_differ_when_their_handshakes_do()
    {
        await using (await StartAsync(_ => { }))
        {
        }

        foreach (var other in new Action<WebhookSourceOptions>[]
            {
                source => source.VerifyToken = "another", source => source.AllowedRate = 7, source => source.AllowedOrigins.Add("another.example"),
            })
        {
            var start = () => StartAsync(other);
            await start.Should().ThrowAsync<OptionsValidationException>().WithMessage("*declared twice, differently*");
        }

        static Task<HandshakeShop> StartAsync(Action<WebhookSourceOptions> other) => HandshakeShop.StartAsync(
            WebhookProviders.Meta,
            source => Declare(source),
            shop => shop.AddSource(HandshakeShop.Source, WebhookProviders.Meta, source => other(Declare(source))));

        static WebhookSourceOptions Declare(WebhookSourceOptions source)
        {
            source.AddSecret(HandshakeShop.Secret).VerifyToken = "token";
            source.AllowedRate = 5;
            source.AllowedOrigins.Add("sender.example");
            return source;
        }
    }
}
