using ShopWebhooks.Providers;

namespace ShopWebhooks.Cli.Tests.Providers;

internal sealed class ProvidersTests
{
    [Test]
    public async Task It_lists_every_provider_with_how_it_signs()
    {
        var run = await Run.AsyncOf("providers");

        run.ExitCode.Should().Be(0);
        run.Lines.Select(line => line.Split(' ')[0]).Should().Equal(WebhookProviders.All.Select(provider => provider.Name).Order(StringComparer.Ordinal));
        run.Lines.Should().OnlyContain(line => line.Split(' ', 2, StringSplitOptions.TrimEntries)[1].Length > 10);
        run.Lines.Should().NotContain(line => line.EndsWith("a scheme of its own"));
        run.Lines.Single(line => line.StartsWith("stripe ")).Should()
            .EndWith("  HMAC-SHA256 of {timestamp}.{body} in Stripe-Signature, t={timestamp},v1=hex");
    }
}
