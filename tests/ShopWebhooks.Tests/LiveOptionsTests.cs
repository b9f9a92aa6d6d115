using Microsoft.Extensions.Configuration;
using ShopWebhooks.Tests.Receiving;

namespace ShopWebhooks.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LiveOptionsTests
{
    private readonly IConfigurationRoot _configuration = new ConfigurationBuilder()
        .AddInMemoryCollection([new("ShopWebhooks:Sources:shop:Secrets:0", TestHost.Secret)])
        .Build();

    [Test]
    public void A_secret_is_rotated_without_a_restart()
    {
        using var host = Start();
        Accepts(host, TestHost.Secret).Should().BeTrue();

        Change("ShopWebhooks:Sources:shop:Secrets:1", TestHost.OtherSecret);
        Accepts(host, TestHost.Secret).Should().BeTrue();
        Accepts(host, TestHost.OtherSecret).Should().BeTrue();
        Change("ShopWebhooks:Sources:shop:Secrets:0", TestHost.OtherSecret);

        Accepts(host, TestHost.Secret).Should().BeFalse();
        Accepts(host, TestHost.OtherSecret).Should().BeTrue();
    }

    [Test]
    public void An_endpoint_is_added_without_a_restart()
    {
        using var host = Start();
        host.Dispatch(Orders.Paid).EndpointIds.Should().BeEmpty();

        _configuration["ShopWebhooks:Endpoints:crm:Address"] = "test:crm";
        Change("ShopWebhooks:Endpoints:crm:Secrets:0", TestHost.Secret);

        host.Dispatch(Orders.Paid).EndpointIds.Should().Equal("crm");
        host.Transport.Attempts.Should().ContainSingle();
    }

    [Test]
    public void A_change_that_is_not_valid_is_ignored_and_logged_once()
    {
        using var host = Start();

        // The framework tells whoever reloads, too.
        var change = () => Change("ShopWebhooks:Sources:shop:Secrets:0", "whsec_hunter2");
        change.Should().Throw<AggregateException>();
        Accepts(host, TestHost.Secret).Should().BeTrue();
        Accepts(host, TestHost.Secret).Should().BeTrue();

        var line = host.Logs.Lines.Should().ContainSingle(line => line.StartsWith("Error 1000 ")).Subject;
        line.Should().StartWith("Error 1000 A change of the configuration is not valid and was ignored: ShopWebhooks:Sources:shop:Secrets:0: ");
        line.Should().NotContain("hunter2");
        Change("ShopWebhooks:Sources:shop:Secrets:0", TestHost.OtherSecret);
        Accepts(host, TestHost.OtherSecret).Should().BeTrue();
    }

    private static bool Accepts(TestHost host, string secret) => host.Verify(SignedRequest.Create(host, Orders.PaidJson, secret: secret)).IsValid;

    private TestHost Start() => TestHost.Started(shop => shop.Services.AddShopWebhooks(_configuration.GetSection("ShopWebhooks")));

    private void Change(string key, string value)
    {
        _configuration[key] = value;
        _configuration.Reload();
    }
}
