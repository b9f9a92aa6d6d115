using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ShopWebhooks.AspNetCore.Tests.Loopback;
using ShopWebhooks.Providers;
using ShopWebhooks.Receiving;

namespace ShopWebhooks.AspNetCore.Tests.Handshakes;

internal sealed class CloudEventsConsentTests
{
    private const string NameIt = "write the name by which the sender asks, eventgrid.azure.net.";

    private static readonly WebhookProvider Plain = WebhookProviders.GitHub;

    [TestCase("sender.example", "sender.example", null, "*")]
    [TestCase("sender.example", "SENDER.example", 120, "120")]
    [TestCase("*", "anyone.example", 120, "120")]
    public async Task An_origin_that_is_allowed_is_granted_as_the_settings_have_it(string allowed, string asked, int? rate, string grantedRate)
    {
        await using var shop = await HandshakeShop.StartAsync(Plain, With(rate, "other.example", allowed));

        var answer = await shop.AskAsync("OPTIONS", "", ("WebHook-Request-Origin", asked), ("WebHook-Request-Rate", "600"));

        answer.Status.Should().Be(200);
        answer.Header("WebHook-Allowed-Origin").Should().Be(allowed);
        answer.Header("WebHook-Allowed-Rate").Should().Be(grantedRate);
        answer.Header("Allow").Should().Be("POST");
        answer.Body.Should().BeEmpty();
        shop.StoredNothing();
    }

    [Test]
    public async Task Any_other_origin_is_refused_and_no_header_grants_it()
    {
        await using var shop = await HandshakeShop.StartAsync(Plain, With(null, "sender.example"));

        foreach (var origin in new[] { "other.example", "sender.example.evil.example", "sender.example, other.example", "*", "" })
        {
            var answer = await shop.AskAsync("OPTIONS", "", ("WebHook-Request-Origin", origin));

            answer.Status.Should().Be(403);
            answer.Head.Should().NotContainEquivalentOf("WebHook-Allowed");
        }

        string.Join('\n', shop.Loopback.Logs.Entries).Should().NotContain("evil.example").And.Contain("its origin is not among the AllowedOrigins");
    }

    [Test]
    public async Task A_request_without_an_origin_or_with_two_is_refused()
    {
        await using var shop = await HandshakeShop.StartAsync(Plain, With(null, "*"));

        (await shop.AskAsync("OPTIONS", "")).Status.Should().Be(400);
        (await shop.AskAsync("OPTIONS", "", ("WebHook-Request-Origin", "a.example"), ("WebHook-Request-Origin", "b.example"))).Status.Should().Be(400);
    }

    [Test]
    public async Task A_callback_is_never_called_and_changes_nothing()
    {
        await using var target = await HandshakeShop.StartAsync(Plain, With(null, "sender.example"));
        await using var shop = await HandshakeShop.StartAsync(Plain, With(null, "sender.example"));

        var answer = await shop.AskAsync(
            "OPTIONS", "", ("WebHook-Request-Origin", "sender.example"), ("WebHook-Request-Callback", target.Loopback.Url + "?called"));

        answer.Header("WebHook-Allowed-Origin").Should().Be("sender.example", "the grant is in the answer");
        await shop.Loopback.StopAsync();
        target.Loopback.Logs.Entries.Should().NotContain(entry => entry.EventId == 2000 || entry.EventId == 2012);
    }

    [Test]
    public async Task What_the_library_asks_as_a_sender_it_grants_as_a_receiver()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.StandardWebhooks, source =>
        {
            source.AddSecret(LoopbackShop.Secret).AllowedRate = 60;
            source.AllowedOrigins.Add("sender.example");
        });
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(shop.Loopback.Clock);
        services.AddShopWebhooks().AddEndpoint("shop", $"http://127.0.0.1:{shop.Loopback.Port}/webhooks/{HandshakeShop.Source}", endpoint => endpoint
            .AllowHttp().AllowNetwork("127.0.0.0/8").AddSecret(LoopbackShop.Secret).RequestConsent("sender.example", perMinute: 600));
        await using var sender = services.BuildServiceProvider();

        var result = await sender.GetRequiredService<IWebhookEndpoints>().TestAsync("shop");

        result.Reason.Should().Be(
            "The endpoint 'shop' allows the origin 'sender.example' 60 requests a minute. The endpoint 'shop' answered the signed ping with 200.");
    }

    [Test]
    public async Task A_source_that_allows_no_origin_does_not_answer_it()
    {
        await using var shop = await HandshakeShop.StartAsync(Plain);

        var answer = await shop.AskAsync("OPTIONS", "", ("WebHook-Request-Origin", "sender.example"));

        answer.Status.Should().Be(405);
        answer.Header("Allow").Should().Be("POST");
        answer.Head.Should().NotContainEquivalentOf("WebHook-Allowed");
    }

    [TestCase("https://sender.example", null, "AllowedOrigins: 'https://sender.example' is neither a DNS name nor *; " + NameIt)]
    [TestCase("bücher.example", null, "AllowedOrigins: 'bücher.example' is neither a DNS name nor *; " + NameIt)]
    [TestCase("sender.example", 0, "AllowedRate: 0 is not a number of requests a minute; write one above zero, or remove it.")]
    [TestCase(null, 5, "AllowedRate: no origin is granted it; name one among the AllowedOrigins, or remove it.")]
    public async Task What_cannot_be_granted_is_reported_at_start(string? origin, int? rate, string problem)
    {
        var start = () => HandshakeShop.StartAsync(Plain, With(rate, origin is null ? [] : [origin]));

        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Failures.Should().Equal($"AddSource(\"partner\"):{problem}");
    }

    [Test]
    public async Task A_provider_that_asks_needs_an_origin_to_start()
    {
        var provider = Plain with { Name = "asking", Handshake = WebhookHandshake.CloudEvents };
        var start = () => HandshakeShop.StartAsync(provider);

        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Failures.Should().Equal(
            "AddSource(\"partner\"):AllowedOrigins: asking asks whether it may send; name the origins that may, or * for any.");
        await using var shop = await HandshakeShop.StartAsync(provider, With(null, "sender.example"));
        (await shop.AskAsync("OPTIONS", "", ("WebHook-Request-Origin", "sender.example"))).Status.Should().Be(200);
    }

    private static Action<WebhookSourceOptions> With(int? rate, params string[] origins) => source =>
    {
        source.AddSecret(HandshakeShop.Secret).AllowedRate = rate;
        foreach (var origin in origins)
        {
            source.AllowedOrigins.Add(origin);
        }
    };
}
