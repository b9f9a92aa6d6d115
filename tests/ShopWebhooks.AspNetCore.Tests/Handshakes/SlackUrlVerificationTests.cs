using System.Text;
using ShopWebhooks.Providers;
using ShopWebhooks.Storage;

namespace ShopWebhooks.AspNetCore.Tests.Handshakes;

internal sealed class SlackUrlVerificationTests
{
    private const string Challenge = """{"token":"t","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}""";

    [Test]
    public async Task A_signed_challenge_is_sent_back_and_nothing_is_stored()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Slack);

        var answer = await shop.SignedAsync(Challenge);

        answer.Status.Should().Be(200);
        Encoding.UTF8.GetString(answer.Body).Should().Be("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P");
        answer.Header("content-type").Should().StartWith("text/plain");
        answer.Header("x-content-type-options").Should().Be("nosniff");
        shop.StoredNothing();
        shop.Loopback.Logs.Entries.Should().Contain(entry => entry.EventId == 2011 && entry.Text == "The handshake of source 'partner' was answered");
    }

    [Test]
    public async Task An_unsigned_or_wrongly_signed_challenge_is_not_sent_back()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Slack);

        foreach (var answer in new[] { await shop.PostAsync(Challenge), await shop.SignedAsync(Challenge, "another_secret") })
        {
            answer.Status.Should().Be(401);
            answer.Body.Should().BeEmpty();
        }

        shop.StoredNothing();
    }

    [TestCase("<script>alert(1)</script>")]
    [TestCase("two words")]
    [TestCase("")]
    [TestCase("\\ud800")]
    public async Task A_challenge_that_is_no_token_is_refused(string challenge)
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Slack);

        var answer = await shop.SignedAsync($$"""{"challenge":"{{challenge}}","type":"url_verification"}""");

        answer.Status.Should().Be(400);
        answer.Body.Should().BeEmpty();
        shop.StoredNothing();
    }

    [Test]
    public async Task An_event_that_mentions_it_is_an_event()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Slack);

        (await shop.SignedAsync("""{"type":"message","challenge":"abc","text":"url_verification"}""")).Status.Should().Be(200);

        shop.Loopback.Store.Outcomes().Should().Equal(AddOutcome.Added);
    }
}
