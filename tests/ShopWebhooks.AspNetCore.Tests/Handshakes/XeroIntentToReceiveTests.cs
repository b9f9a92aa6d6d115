using ShopWebhooks.Providers;
using ShopWebhooks.Storage;

namespace ShopWebhooks.AspNetCore.Tests.Handshakes;

internal sealed class XeroIntentToReceiveTests
{
    private const string Intent = """{"events":[],"firstEventSequence":0,"lastEventSequence":0,"entropy":"S0m3r4Nd0mt3xt"}""";

    [TestCase(HandshakeShop.Secret, 200)]
    [TestCase("another_secret", 401)]
    public async Task The_rightly_signed_alone_is_answered_200_without_a_body_or_a_cookie(string secret, int status)
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Xero);

        var answer = await shop.SignedAsync(Intent, secret);

        answer.Status.Should().Be(status);
        answer.Body.Should().BeEmpty();
        answer.Header("content-length").Should().Be("0");
        answer.Header("set-cookie").Should().BeNull();
        shop.StoredNothing();
    }

    [Test]
    public async Task Events_are_events()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Xero);

        (await shop.SignedAsync("""{"events":[{"eventType":"CREATE"}],"entropy":"x"}""")).Status.Should().Be(200);

        shop.Loopback.Store.Outcomes().Should().Equal(AddOutcome.Added);
    }
}
