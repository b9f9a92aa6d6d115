using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Receiving;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

internal sealed class SettingsTableTests
{
    private static IEnumerable<TestCaseData> EachConfiguration => Documentation.Read().Blocks
        .Where(block => block.Language == "json")
        .Select(block => new TestCaseData(block.Text).SetArgDisplayNames(block.Where));

    [TestCase(typeof(ShopWebhooksOptions))]
    [TestCase(typeof(WebhookSourceOptions))]
    [TestCase(typeof(WebhookEndpointOptions))]
    [TestCase(typeof(WebhookHandlerOptions))]
    [TestCase(typeof(DispatchOptions))]
    public void The_table_has_every_setting_with_its_default(Type options) =>
        SettingsTable.Problems(options, Documentation.Text("README.md")).Should().BeEmpty();

    [Test]
    public void A_missing_a_wrong_and_an_invented_setting_are_noticed()
    {
        const string Table = """
            ### `WebhookSourceOptions`: planted

            | setting | default | |
            |---|---|---|
            | `Provider` | `standard` | |
            | `Secrets` | empty; one is required | |
            | `Tolerance` | none: that of the provider | |
            | `PublicUrl` | none | |
            | `Deduplicate` | `true` | |
            | `KeptHeaders` | empty | |
            | `VerifyToken` | none | |
            | `AllowedOrigins` | empty | |
            | `AllowedRate` | none | |
            | `MaxSize` | `1` | |
            """;

        SettingsTable.Problems(typeof(WebhookSourceOptions), Table).Should().Equal(
            "WebhookSourceOptions.Provider is `standard-webhooks`; its table says `standard`.",
            "WebhookSourceOptions.MaxBodySize, `1048576`, is not in its table.",
            "The table of WebhookSourceOptions has 'MaxSize', which is no setting.");
    }

    [TestCaseSource(nameof(EachConfiguration))]
    public void The_configuration_is_valid_and_has_no_key_that_is_not_read(string json)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        var section = new ConfigurationBuilder().AddJsonStream(stream).Build().GetSection("ShopWebhooks");
        var services = new ServiceCollection();
        services.AddShopWebhooks(section);
        using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<ShopWebhooksOptions>>().Value;

        var strict = section.Get<ShopWebhooksOptions>(binder => binder.ErrorOnUnknownConfiguration = true);
        options.Should().BeEquivalentTo(strict);
        options.Endpoints["crm"].RetryWaits.Should().HaveCount(3);
        provider.GetRequiredService<IWebhookEndpoints>().All.Should().ContainSingle(endpoint => endpoint.Id == "crm");
    }
}
