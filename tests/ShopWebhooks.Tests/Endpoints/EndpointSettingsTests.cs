using System.Text;
using Microsoft.Extensions.Configuration;
using ShopWebhooks.Endpoints;

namespace ShopWebhooks.Tests.Endpoints;

internal sealed class EndpointSettingsTests
{
    [TestCase("""{ "Timeout": "00:00:15" }""", 10)]
    [TestCase("""{ "RetryWaits": null }""", 10)]
    [TestCase("""{ "RetryWaits": [] }""", 1)]
    [TestCase("""{ "RetryWaits": "" }""", 1)]
    [TestCase("""{ "RetryWaits": [ "00:00:05", "00:01:00" ] }""", 3)]
    public void The_retry_waits_of_a_configuration_make_one_attempt_more_than_there_are(string json, int attempts) =>
        Endpoint(json).RetrySchedule.MaxAttempts.Should().Be(attempts);

    [Test]
    public void No_retry_waits_in_code_make_a_single_attempt()
    {
        using var host = TestHost.Started(shop => shop.AddEndpoint("crm", "test:crm", endpoint => endpoint.RetryWaits().AddSecret(TestHost.Secret)));

        host.Get<IWebhookEndpoints>().All.Single().RetrySchedule.MaxAttempts.Should().Be(1);
    }

    [TestCase("""{}""")]
    [TestCase("""{ "RetryWaits": [] }""")]
    [TestCase("""{ "RetryWaits": [ "00:00:05" ] }""")]
    public void Settings_differ_when_their_retry_waits_do(string json)
    {
        var (one, other) = (new WebhookEndpointOptions(), new WebhookEndpointOptions());
        Section(json).Bind(one);
        Section(json).Bind(other);
        one.IsSameAs(other).Should().BeTrue();

        other.RetryWaits = [TimeSpan.FromDays(1)];
        one.IsSameAs(other).Should().BeFalse();
        other.IsSameAs(one).Should().BeFalse();
    }

    private static WebhookEndpoint Endpoint(string json, string id = "crm")
    {
        var settings = $$"""{ "Address": "test:crm", "Secrets": [ "{{TestHost.Secret}}" ],{{json.TrimStart('{')}}""";
        var section = Section($$"""{ "ShopWebhooks": { "Endpoints": { "{{id}}": {{settings}} } } }""").GetSection("ShopWebhooks");
        using var host = TestHost.Started(shop => shop.Services.AddShopWebhooks(section));
        return host.Get<IWebhookEndpoints>().All.Single();
    }

    private static IConfiguration Section(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
}
