using ShopWebhooks.Providers;

namespace ShopWebhooks.AspNetCore.Tests.Handshakes;

internal sealed class XCrcTests
{
    [Test]
    public async Task A_token_is_sent_back_signed()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.X);

        var answer = await shop.AskAsync("GET", "?crc_token=abc123&nonce=1");

        answer.Status.Should().Be(200);
        answer.Header("content-type").Should().Be("application/json");
        using var json = System.Text.Json.JsonDocument.Parse(answer.Body);
        json.RootElement.GetProperty("response_token").GetString().Should().Be("sha256=ys7Oy2CI5dDDBGQ6Q1k8gCw+eVEZt1mdpGG6/l++NHw=");
        shop.StoredNothing();
    }

    [TestCase("?crc_token=%7B%22event%22%3A%22new_order%22%7D", TestName = "An object is not signed")]
    [TestCase("?crc_token=%5B%5D", TestName = "An array is not signed")]
    [TestCase("?crc_token=%20", TestName = "A blank is not signed")]
    [TestCase("?crc_token=%EF%BB%BFabc", TestName = "A byte order mark is not signed")]
    [TestCase("?crc_token=", TestName = "Nothing is not signed")]
    [TestCase("", TestName = "A request without a token is refused")]
    [TestCase("?crc_token=a&crc_token=b", TestName = "Two tokens are refused")]
    public async Task Nothing_is_signed_that_could_be_the_body_of_a_webhook(string query)
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.X);

        var answer = await shop.AskAsync("GET", query);

        answer.Status.Should().Be(400);
        answer.Body.Should().BeEmpty();
    }

    [Test]
    public async Task A_token_of_any_length_is_not_signed()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.X);

        (await shop.AskAsync("GET", "?crc_token=" + new string('a', 256))).Status.Should().Be(200);
        (await shop.AskAsync("GET", "?crc_token=" + new string('a', 257))).Status.Should().Be(400);
    }

    [Test]
    public async Task What_it_signs_is_never_accepted_as_a_webhook()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.X);
        foreach (var token in new[] { "123", "true", "null", "-1", "aGVsbG8=", "event=new_order" })
        {
            var answer = await shop.AskAsync("GET", "?crc_token=" + Uri.EscapeDataString(token));
            using var json = System.Text.Json.JsonDocument.Parse(answer.Body);
            var signature = json.RootElement.GetProperty("response_token").GetString()!;

            (await shop.PostAsync(token, ("x-twitter-webhooks-signature", signature))).Status.Should().Be(400, "it is signed rightly, and no webhook");
            (await shop.PostAsync(token, ("x-twitter-webhooks-signature", signature), ("content-type", "application/x-www-form-urlencoded")))
                .Status.Should().Be(415, "X sends no form, which a token can be");
        }

        shop.StoredNothing();
    }
}
