using System.Text;
using ShopWebhooks.Providers;

namespace ShopWebhooks.AspNetCore.Tests.Handshakes;

internal sealed class ZoomUrlValidationTests
{
    [Test]
    public async Task A_signed_token_is_sent_back_in_clear_and_signed()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Zoom);

        var answer = await shop.SignedAsync(Validation("qgg8vlvZRS6UYooatFL8Aw"));

        answer.Status.Should().Be(200);
        answer.Header("content-type").Should().Be("application/json");
        Encoding.UTF8.GetString(answer.Body).Should().Be(
            """{"plainToken":"qgg8vlvZRS6UYooatFL8Aw","encryptedToken":"af2b71c039092798acffde4bc073be46286db03f4d82bfac9008822d0fac2449"}""");
        shop.StoredNothing();
    }

    [Test]
    public async Task A_stranger_s_token_is_not_signed()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Zoom);

        foreach (var answer in new[] { await shop.PostAsync(Validation("abc")), await shop.SignedAsync(Validation("abc"), "another_secret") })
        {
            answer.Status.Should().Be(401);
            answer.Body.Should().BeEmpty();
        }
    }

    [TestCase("v0:1700000000:{}")]
    [TestCase("a b")]
    [TestCase("")]
    [TestCase("{}")]
    public async Task What_is_no_token_is_not_signed_whoever_asks(string token)
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Zoom);

        var answer = await shop.SignedAsync(Validation(token));

        answer.Status.Should().Be(400);
        answer.Body.Should().BeEmpty();
        shop.StoredNothing();
    }

    [Test]
    public async Task A_token_of_any_length_is_not_signed()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Zoom);

        (await shop.SignedAsync(Validation(new string('a', 256)))).Status.Should().Be(200);
        (await shop.SignedAsync(Validation(new string('a', 257)))).Status.Should().Be(400);
    }

    [Test]
    public async Task While_one_secret_replaces_another_the_first_signs()
    {
        await using var shop = await HandshakeShop.StartAsync(
            WebhookProviders.Zoom, source => source.AddSecret(HandshakeShop.Secret).AddSecret("the previous one"));

        var answer = await shop.SignedAsync(Validation("qgg8vlvZRS6UYooatFL8Aw"), "the previous one");

        Encoding.UTF8.GetString(answer.Body).Should().Contain("af2b71c039092798acffde4bc073be46286db03f4d82bfac9008822d0fac2449");
    }

    private static string Validation(string token) =>
        $$$"""{"event":"endpoint.url_validation","event_ts":1700000000000,"payload":{"plainToken":"{{{token}}}"}}""";
}
