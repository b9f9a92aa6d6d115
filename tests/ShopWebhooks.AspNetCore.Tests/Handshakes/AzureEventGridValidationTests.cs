using System.Text;
using ShopWebhooks.Providers;

namespace ShopWebhooks.AspNetCore.Tests.Handshakes;

internal sealed class AzureEventGridValidationTests
{
    private const string Code = "512D38B6-C7B8-40C8-89FE-F46F9E9622B6";

    private static readonly (string, string)[] Validation = [("aeg-event-type", "SubscriptionValidation"), ("content-type", "application/json")];

    [Test]
    public async Task The_code_of_a_validation_event_is_sent_back()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.AzureEventGrid);

        var answer = await shop.PostAsync(Event(Code), Validation);

        answer.Status.Should().Be(200);
        Encoding.UTF8.GetString(answer.Body).Should().Be($$"""{"validationResponse":"{{Code}}"}""");
        answer.Header("content-type").Should().Be("application/json");
        shop.StoredNothing();
    }

    [TestCase("not a code")]
    [TestCase("")]
    [TestCase("<script>")]
    [TestCase("{512D38B6-C7B8-40C8-89FE-F46F9E9622B6}")]
    public async Task What_is_no_code_is_not_sent_back(string code)
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.AzureEventGrid);

        var answer = await shop.PostAsync(Event(code), Validation);

        answer.Status.Should().Be(400);
        answer.Body.Should().BeEmpty();
    }

    [Test]
    public async Task Neither_a_longer_body_nor_one_of_several_events_is_a_validation()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.AzureEventGrid);

        (await shop.PostAsync(Event(Code) + new string(' ', 16 * 1024), Validation)).Status.Should().Be(400);
        (await shop.PostAsync($"[{Event(Code)[1..^1]},{Event(Code)[1..^1]}]", Validation)).Status.Should().Be(400);
        (await shop.PostAsync("[", Validation)).Status.Should().Be(400);
    }

    [Test]
    public async Task Without_the_header_it_is_a_webhook_that_has_to_prove_itself()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.AzureEventGrid);

        (await shop.PostAsync(Event(Code), ("content-type", "application/json"))).Status.Should().Be(401);
    }

    [TestCase("eventgrid.azure.net", 200)]
    [TestCase("other.example", 403)]
    public async Task In_the_other_schema_its_own_origin_is_granted_without_a_setting(string origin, int status)
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.AzureEventGrid);

        (await shop.AskAsync("OPTIONS", "", ("WebHook-Request-Origin", origin))).Status.Should().Be(status);
    }

    private static string Event(string code) =>
        $$$"""[{"id":"1","eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"{{{code}}}","validationUrl":"https://x"}}]""";
}
