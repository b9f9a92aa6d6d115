using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Tests.Signing;

internal sealed class KeygenTests
{
    [Test]
    public async Task It_prints_a_new_secret_alone_on_its_line()
    {
        var first = await Run.AsyncOf("keygen");
        var second = await Run.AsyncOf("keygen");

        first.ExitCode.Should().Be(0);
        first.Error.Should().BeEmpty();
        first.Output.Should().Be(WebhookSecret.Parse(first.Lines.Single()).Reveal() + "\n");
        second.Output.Should().NotBe(first.Output);
    }
}
