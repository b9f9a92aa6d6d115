using System.Text;
using ShopWebhooks.Providers;

namespace ShopWebhooks.AspNetCore.Tests.Handshakes;

/// <summary>The handshakes of Dropbox, Microsoft Graph, Okta and Trello, which nobody signs and which prove nothing but that we listen.</summary>
internal sealed class EchoTests
{
    [Test]
    public async Task A_challenge_of_Dropbox_is_sent_back_as_text_that_no_browser_runs()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Dropbox);

        var answer = await shop.AskAsync("GET", "?challenge=m8xV_Ow-5rE");

        answer.Status.Should().Be(200);
        Encoding.UTF8.GetString(answer.Body).Should().Be("m8xV_Ow-5rE");
        answer.Header("content-type").Should().StartWith("text/plain");
        answer.Header("x-content-type-options").Should().Be("nosniff");
        shop.StoredNothing();
    }

    [Test]
    public async Task A_token_of_Microsoft_Graph_is_sent_back_decoded()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.MicrosoftGraph);

        var answer = await shop.AskAsync("POST", "?validationToken=Validation%3a+Testing+reachability+Request-Id%3a+522a8e7e-096a");

        answer.Status.Should().Be(200);
        Encoding.UTF8.GetString(answer.Body).Should().Be("Validation: Testing reachability Request-Id: 522a8e7e-096a");
        answer.Header("content-type").Should().StartWith("text/plain");
        answer.Header("x-content-type-options").Should().Be("nosniff");
        (await shop.AskAsync("POST", "?validationToken=" + new string('a', 1024))).Status.Should().Be(200);
        (await shop.PostAsync("{}")).Status.Should().Be(401);
        shop.StoredNothing();
    }

    [Test]
    public async Task A_challenge_of_Okta_is_sent_back_as_JSON()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Okta);

        var answer = await shop.AskAsync("GET", "", ("X-Okta-Verification-Challenge", "dGVzdA"));

        answer.Status.Should().Be(200);
        Encoding.UTF8.GetString(answer.Body).Should().Be("""{"verification":"dGVzdA"}""");
        answer.Header("content-type").Should().Be("application/json");
        shop.StoredNothing();
    }

    [Test]
    public async Task Trello_is_answered_200_when_it_asks_by_HEAD()
    {
        await using var shop = await HandshakeShop.StartAsync(
            WebhookProviders.Trello, source => source.AddSecret(HandshakeShop.Secret).PublicUrl = "https://shop.example/webhooks/partner");

        var answer = await shop.AskAsync("HEAD", "");

        answer.Status.Should().Be(200);
        answer.Body.Should().BeEmpty();
        shop.StoredNothing();
    }

    [TestCase("dropbox", "GET", "?challenge=%3Cscript%3Ealert(1)%3C/script%3E")]
    [TestCase("dropbox", "GET", "?challenge=")]
    [TestCase("dropbox", "GET", "")]
    [TestCase("microsoft-graph", "POST", "?validationToken=%3Cscript%3Ealert(1)%3C/script%3E")]
    [TestCase("microsoft-graph", "POST", "?validationToken=a%0D%0Ab")]
    [TestCase("microsoft-graph", "POST", "?validationToken=%C3%A9")]
    [TestCase("microsoft-graph", "POST", "?validationToken=")]
    [TestCase("microsoft-graph", "POST", "?validationToken=a&validationToken=b")]
    [TestCase("okta", "GET", "")]
    public async Task What_is_no_token_is_not_sent_back(string provider, string method, string query)
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Find(provider)!);

        var answer = await shop.AskAsync(method, query, ("X-Okta-Verification-Challenge", """a","b":"c"""));

        answer.Status.Should().Be(400);
        answer.Body.Should().BeEmpty();
        shop.StoredNothing();
    }

    [TestCase("dropbox", "GET", "?challenge=", 257)]
    [TestCase("microsoft-graph", "POST", "?validationToken=", 1025)]
    public async Task A_token_of_any_length_is_not_sent_back(string provider, string method, string query, int length)
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Find(provider)!);

        (await shop.AskAsync(method, query + new string('a', length))).Status.Should().Be(400);
    }
}
