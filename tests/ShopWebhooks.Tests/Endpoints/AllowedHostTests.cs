using Microsoft.Extensions.Options;
using ShopWebhooks.Endpoints;

namespace ShopWebhooks.Tests.Endpoints;

internal sealed class AllowedHostTests
{
    private const string Key = "AddEndpoint(\"crm\"):AllowedHosts";

    [TestCase("erp.internal", "erp.internal")]
    [TestCase("ERP.internal.", "erp.internal")]
    [TestCase("erp", "erp")]
    [TestCase("a_b.internal", "a_b.internal")]
    [TestCase("müller.internal", "xn--mller-kva.internal")]
    public void A_host_is_kept_as_it_is_resolved(string name, string host) => Hosts(name).Should().Equal(host);

    [TestCase("10.0.0.7", "10.0.0.7/32")]
    [TestCase("127.1", "127.0.0.1/32")]
    [TestCase("0x7f000001", "127.0.0.1/32")]
    [TestCase("[::1]", "::1/128")]
    [TestCase("fd00::7", "fd00::7/128")]
    public void An_address_is_refused_with_what_to_write(string name, string network) => Problems(name).Should().Equal(
        $"{Key}: '{name}' is an address, not a name; allow its network instead, AllowNetwork(\"{network}\").");

    [TestCase("")]
    [TestCase(" erp")]
    [TestCase("*")]
    [TestCase("*.internal")]
    [TestCase("10.0.0.0/8")]
    [TestCase("256.1.1.1")]
    [TestCase("erp.0x7f")]
    [TestCase("erp:8080")]
    [TestCase("https://erp.internal/")]
    [TestCase("user@erp.internal")]
    [TestCase("erp.internal/hooks")]
    [TestCase("erp..internal")]
    public void What_is_no_name_is_refused(string name) => Problems(name).Should().Equal(
        $"{Key}: '{name}' is not the name of a host; write it like erp.internal.");

    [Test]
    public void Settings_differ_when_their_allowed_hosts_do()
    {
        var (one, other) = (new WebhookEndpointOptions(), new WebhookEndpointOptions());
        one.IsSameAs(other).Should().BeTrue();

        other.AllowedHosts.Add("erp.internal");

        one.IsSameAs(other).Should().BeFalse();
    }

    private static IReadOnlyList<string> Hosts(string name)
    {
        using var host = Host(name);
        host.Start();
        return host.Get<IWebhookEndpoints>().All.Single().AllowedHosts;
    }

    private static IEnumerable<string> Problems(string name)
    {
        using var host = Host(name);
        return host.Invoking(each => each.Start()).Should().Throw<OptionsValidationException>().Which.Failures;
    }

    private static TestHost Host(string name) => new(shop => shop.AddEndpoint(
        "crm", "https://crm.example/", endpoint => endpoint.AddSecret(TestHost.Secret).AllowHost(name)));
}
