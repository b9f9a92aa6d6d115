using System.Net;
using FsCheck;
using FsCheck.Fluent;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Transports;

public sealed class AddressGuardTests
{
    private static readonly IPNetwork[] None = [];

    private static IEnumerable<TestCaseData> RefusedAddresses => DataFile.Pairs("addresses-refused.txt", " ");

    private static IEnumerable<string> AllowedAddresses => DataFile.Lines("addresses-allowed.txt");

    private static IEnumerable<TestCaseData> RefusedUris => DataFile.Pairs("uris-refused.txt", " | ");

    private static IEnumerable<string> AllowedUris => DataFile.Lines("uris-allowed.txt");

    [TestCaseSource(nameof(RefusedAddresses))]
    public void An_address_that_is_reserved_is_refused_by_its_kind(string address, string kind)
    {
        var parsed = IPAddress.Parse(address);
        AddressGuard.Refuse(parsed, None).Should().Be($"{parsed} is {kind}, and the endpoint allows no network that contains it");
    }

    [TestCaseSource(nameof(AllowedAddresses))]
    public void An_address_of_the_public_internet_is_allowed(string address) =>
        AddressGuard.Refuse(IPAddress.Parse(address), None).Should().BeNull();

    [TestCaseSource(nameof(RefusedUris))]
    public void A_uri_that_leads_where_nothing_may_go_is_refused_as_written(string uri, string reason) =>
        AddressGuard.Refuse(new Uri(uri, uri.Contains(':') ? UriKind.Absolute : UriKind.Relative), allowHttp: true, None)
            .Should().StartWith(reason);

    [TestCaseSource(nameof(AllowedUris))]
    public void A_uri_that_may_lead_to_the_public_internet_is_allowed_as_written(string uri) =>
        AddressGuard.Refuse(new Uri(uri), allowHttp: true, None).Should().BeNull();

    [Test]
    public void Plain_http_needs_the_endpoint_to_allow_it()
    {
        var address = new Uri("http://crm.example/hooks");
        AddressGuard.Refuse(address, allowHttp: false, None).Should().Be(
            "its scheme is http, which sends in clear text; use https, or say AllowHttp() for this endpoint");
        AddressGuard.Refuse(address, allowHttp: true, None).Should().BeNull();
    }

    [TestCase("https://10.20.30.40/", "10.20.0.0/16")]
    [TestCase("https://0x0a141e28/", "10.20.0.0/16")]
    [TestCase("https://[::ffff:10.20.30.40]/", "10.20.0.0/16")]
    [TestCase("https://[fd12::1]/", "fd12::/16")]
    [TestCase("https://localhost/", "127.0.0.0/8")]
    [TestCase("https://shop.localhost/", "::1/128")]
    public void An_allowed_network_opens_what_it_contains(string uri, string network) =>
        AddressGuard.Refuse(new Uri(uri), allowHttp: false, [IPNetwork.Parse(network)]).Should().BeNull();

    [TestCase("https://10.21.30.40/", "10.20.0.0/16")]
    [TestCase("https://[::ffff:10.21.30.40]/", "10.20.0.0/16")]
    [TestCase("https://[::ffff:8.8.8.8]/", "10.20.0.0/16")]
    [TestCase("https://[::10.20.30.40]/", "10.20.0.0/16")]
    [TestCase("https://169.254.169.254/", "10.0.0.0/8")]
    [TestCase("https://localhost/", "10.0.0.0/8")]
    public void An_allowed_network_opens_nothing_else(string uri, string network) =>
        AddressGuard.Refuse(new Uri(uri), allowHttp: false, [IPNetwork.Parse(network)]).Should().NotBeNull();

    [FsCheck.NUnit.Property]
    public Property An_IPv4_address_in_a_disguise_of_IPv6_is_never_allowed() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<byte[]>().Where(each => each is { Length: >= 4 }).ToArbitrary(),
        bytes =>
        {
            var (a, b) = ((bytes[0] << 8) | bytes[1], (bytes[2] << 8) | bytes[3]);
            string[] disguises =
            [
                $"::ffff:{a:x}:{b:x}", $"::{a:x}:{b:x}", $"::ffff:0:{a:x}:{b:x}", $"64:ff9b::{a:x}:{b:x}", $"64:ff9b:1::{a:x}:{b:x}",
                $"2002:{a:x}:{b:x}::1", $"2001:0:{a:x}:{b:x}::1", $"2a00::5efe:{a:x}:{b:x}", $"2a00::200:5efe:{a:x}:{b:x}",
            ];
            return disguises.All(each => AddressGuard.Refuse(IPAddress.Parse(each), None) is not null);
        });

    [FsCheck.NUnit.Property]
    public bool Every_spelling_of_an_IPv4_address_is_judged_alike(byte a, byte b, byte c, byte d)
    {
        var number = ((uint)a << 24) | ((uint)b << 16) | ((uint)c << 8) | d;
        var octal = string.Join('.', new[] { a, b, c, d }.Select(each => "0" + Convert.ToString(each, 8)));
        var expected = AddressGuard.Refuse(new IPAddress([a, b, c, d]), None) is { } reason ? "its host " + reason : null;
        string[] hosts = [$"{a}.{b}.{c}.{d}", $"{a}.{b}.{c}.{d}.", $"{number}", $"0x{number:x8}", $"0x{a:x}.{b}.{(c << 8) | d}", octal];
        return hosts.All(host => AddressGuard.Refuse(new Uri($"https://{host}/"), allowHttp: false, None) == expected);
    }
}
