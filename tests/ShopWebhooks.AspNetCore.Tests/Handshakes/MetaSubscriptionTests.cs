using System.Text;
using ShopWebhooks.Providers;
using ShopWebhooks.Receiving;

namespace ShopWebhooks.AspNetCore.Tests.Handshakes;

internal sealed class MetaSubscriptionTests
{
    private const string Token = "chosen by us";
    private const string Right = "?hub.mode=subscribe&hub.verify_token=chosen%20by%20us&hub.challenge=1158201444";

    [Test]
    public async Task The_challenge_of_who_knows_the_token_is_sent_back_as_text()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Meta, With(Token));

        var answer = await shop.AskAsync("GET", Right);

        answer.Status.Should().Be(200);
        Encoding.UTF8.GetString(answer.Body).Should().Be("1158201444");
        answer.Header("content-type").Should().StartWith("text/plain");
        shop.StoredNothing();
    }

    [TestCase(Token, "?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1", 403)]
    [TestCase(Token, "?hub.mode=subscribe&hub.verify_token=&hub.challenge=1", 403)]
    [TestCase(Token, "?hub.mode=subscribe&hub.challenge=1", 403)]
    [TestCase(Token, Right + "&hub.verify_token=wrong", 403)]
    [TestCase(null, Right, 403)]
    [TestCase(null, "?hub.mode=subscribe&hub.challenge=1", 403)]
    [TestCase(Token, "?hub.mode=unsubscribe&hub.verify_token=chosen%20by%20us&hub.challenge=1", 400)]
    [TestCase(Token, "?hub.mode=subscribe&hub.verify_token=chosen%20by%20us", 400)]
    [TestCase(Token, "?hub.mode=subscribe&hub.verify_token=chosen%20by%20us&hub.challenge=%3Cscript%3E", 400)]
    [TestCase(Token, Right + "&hub.challenge=2", 400)]
    [TestCase(Token, "", 400)]
    public async Task Anything_else_is_refused_without_a_word(string? token, string query, int status)
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Meta, With(token));

        var answer = await shop.AskAsync("GET", query);

        answer.Status.Should().Be(status);
        answer.Body.Should().BeEmpty();
        var told = string.Join('\n', shop.Loopback.Logs.Entries);
        told.Should().NotContainAny(Token, "hub.verify_token=", "wrong", "script").And.Contain("A handshake of source 'partner' was refused: ");
    }

    [Test]
    public async Task A_challenge_of_any_length_is_refused()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Meta, With(Token));

        (await shop.AskAsync("GET", Query(256))).Status.Should().Be(200);
        (await shop.AskAsync("GET", Query(257))).Status.Should().Be(400);

        static string Query(int length) => Right.Replace("1158201444", new string('1', length));
    }

    [Test]
    public async Task The_token_opens_nothing_but_the_subscription()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Meta, With(Token));

        (await shop.PostAsync("{}")).Status.Should().Be(401);
        (await shop.AskAsync("POST", Right)).Status.Should().Be(401);
        (await shop.SignedAsync("""{"object":"page"}""")).Status.Should().Be(200);
        shop.Loopback.Store.Adds.Should().ContainSingle();
    }

    private static Action<WebhookSourceOptions> With(string? token) => source =>
    {
        source.AddSecret(HandshakeShop.Secret);
        source.VerifyToken = token;
    };
}
