using System.Text;
using ShopWebhooks.Providers;
using ShopWebhooks.Storage;

namespace ShopWebhooks.AspNetCore.Tests.Handshakes;

internal sealed class TwitchChallengeTests
{
    private const string Type = "Twitch-Eventsub-Message-Type";
    private const string Challenge = """{"challenge":"pogchamp-kappa-360noscope-vohiyo","subscription":{"type":"channel.follow"}}""";

    [Test]
    public async Task A_signed_challenge_is_sent_back_as_text()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Twitch);

        var answer = await shop.SignedAsync(Challenge, lines: (Type, "webhook_callback_verification"));

        answer.Status.Should().Be(200);
        Encoding.UTF8.GetString(answer.Body).Should().Be("pogchamp-kappa-360noscope-vohiyo");
        answer.Header("content-type").Should().StartWith("text/plain");
        shop.StoredNothing();
    }

    [Test]
    public async Task A_stranger_s_challenge_is_not_sent_back()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Twitch);

        (await shop.PostAsync(Challenge, (Type, "webhook_callback_verification"))).Status.Should().Be(401);
    }

    [TestCase("revocation", Challenge)]
    [TestCase("notification", """{"subscription":{"type":"channel.follow"},"event":{}}""")]
    [TestCase("webhook_callback_verification", """{"subscription":{"type":"channel.follow"},"event":{}}""", TestName = "An event passed off as a challenge")]
    public async Task Everything_else_is_an_event(string type, string body)
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Twitch);

        (await shop.SignedAsync(body, lines: (Type, type))).Status.Should().Be(200);

        shop.Loopback.Store.Outcomes().Should().Equal(AddOutcome.Added);
    }
}
