using Microsoft.Extensions.Options;

namespace ShopWebhooks.Tests.Endpoints;

internal sealed class AllowedNetworkTests
{
    private const string Key = "AddEndpoint(\"crm\"):AllowedNetworks";

    [TestCase("10.0.0.0/8", "http://10.1.2.3/")]
    [TestCase("10.1.2.3/32", "http://10.1.2.3/")]
    [TestCase("fd00::/8", "http://[fd00::1]/")]
    [TestCase("FD00:0::/8", "http://[fd00::1]/")]
    [TestCase("0.0.0.0/0", "http://127.0.0.1/")]
    [TestCase("::/0", "http://[::1]/")]
    public void A_network_opens_its_addresses(string cidr, string address) => Problems(cidr, address).Should().BeEmpty();

    [TestCase("10.0.0.0/8", "http://127.0.0.1/", "127.0.0.1 is a loopback address", "127.0.0.1/32")]
    [TestCase("10.1.2.3/32", "http://10.1.2.4/", "10.1.2.4 is a private address", "10.1.2.4/32")]
    [TestCase("0.0.0.0/0", "http://[::1]/", "::1 is a loopback address", "::1/128")]
    [TestCase("::/0", "http://127.0.0.1/", "127.0.0.1 is a loopback address", "127.0.0.1/32")]
    public void A_network_opens_no_address_outside(string cidr, string address, string reason, string wayOut)
    {
        Problems(cidr, address).Should().Equal(
            $"AddEndpoint(\"crm\"):Address: the address is refused: its host {reason}, and the endpoint allows no network that contains it; "
            + $"if that is meant, say AllowNetwork(\"{wayOut}\").");
        Problems(wayOut, address).Should().BeEmpty();
    }

    [TestCase("10.1.2.3", "10.1.2.3/32")]
    [TestCase("fd00::1", "fd00::1/128")]
    public void A_bare_address_is_refused_with_what_to_write(string cidr, string instead) => Problems(cidr, "https://crm.example/").Should().Equal(
        $"{Key}: '{cidr}' is an address, not a network; write {instead} to allow it alone.");

    [TestCase("10.1.2.3/8", "10.0.0.0/8")]
    [TestCase("fd00::1/64", "fd00::/64")]
    [TestCase("10/8", "0.0.0.0/8")]
    [TestCase("012.0.0.0/8", "10.0.0.0/8")]
    [TestCase("0x0a.0.0.0/8", "10.0.0.0/8")]
    [TestCase("10.0.0.0/08", "10.0.0.0/8")]
    public void A_network_that_is_not_written_as_what_it_is_is_refused(string cidr, string read) => Problems(cidr, "https://crm.example/").Should().Equal(
        $"{Key}: '{cidr}' would be read as {read}; write that, or the network that is meant.");

    [TestCase("crm.example")]
    [TestCase("localhost")]
    [TestCase("*.example")]
    [TestCase("10.0.0.0/33")]
    [TestCase("10.0.0.0/255.0.0.0")]
    [TestCase("10.0.0.0-10.0.0.9")]
    [TestCase(" 10.0.0.0/8")]
    [TestCase("")]
    public void What_is_no_network_is_refused(string cidr) => Problems(cidr, "https://crm.example/").Should().Equal(
        $"{Key}: '{cidr}' is not a network in CIDR notation; write it like 10.20.0.0/16.");

    private static IEnumerable<string> Problems(string cidr, string address)
    {
        using var host = new TestHost(shop => shop.AddEndpoint(
            "crm", address, endpoint => endpoint.AddSecret(TestHost.Secret).AllowHttp().AllowNetwork(cidr)));
        try
        {
            host.Start();
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return exception.Failures;
        }
    }
}
