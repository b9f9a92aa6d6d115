using ShopWebhooks.Providers;
using ShopWebhooks.Storage;

namespace ShopWebhooks.AspNetCore.Tests.Handshakes;

internal sealed class WooCommercePingTests
{
    private const string Form = "application/x-www-form-urlencoded";

    [TestCase(Form)]
    [TestCase(Form + "; charset=UTF-8")]
    public async Task An_unsigned_form_with_the_id_of_the_webhook_alone_is_answered_200(string type)
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.WooCommerce);

        var answer = await shop.PostAsync("webhook_id=42", ("content-type", type));

        answer.Status.Should().Be(200);
        answer.Body.Should().BeEmpty();
        shop.StoredNothing();
    }

    [TestCase("webhook_id=42&status=paid", 400)]
    [TestCase("webhook_id=x", 400)]
    [TestCase("webhook_id=", 400)]
    [TestCase("webhook_id=42\n", 400)]
    [TestCase("webhook_id=123456789012345678901", 400)]
    [TestCase("webhook_id=123456789012345678901234567890", 401)]
    [TestCase("", 401)]
    public async Task Any_other_unsigned_form_is_refused(string body, int status)
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.WooCommerce);

        (await shop.PostAsync(body, ("content-type", Form))).Status.Should().Be(status);

        shop.StoredNothing();
    }

    [TestCase("application/json")]
    [TestCase(Form)]
    public async Task What_claims_to_be_signed_is_no_ping(string type)
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.WooCommerce);

        (await shop.PostAsync("webhook_id=42", ("content-type", type), ("X-WC-Webhook-Signature", "00"))).Status.Should().Be(401);
    }

    [Test]
    public async Task What_is_no_form_is_no_ping()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.WooCommerce);

        (await shop.PostAsync("webhook_id=42", ("content-type", "application/json"))).Status.Should().Be(401);
    }

    [Test]
    public async Task An_order_is_an_event()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.WooCommerce);

        (await shop.SignedAsync("""{"id":1}""", lines: ("X-WC-Webhook-Topic", "order.created"))).Status.Should().Be(200);

        shop.Loopback.Store.Outcomes().Should().Equal(AddOutcome.Added);
    }
}
