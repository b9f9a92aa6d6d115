using System.Globalization;
using System.Net;
using FsCheck;
using FsCheck.Fluent;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Transports;

public sealed class AddressGuardTests
{
    private static IEnumerable<TestCaseData> RefusedAddresses => DataFile.Pairs("addresses-refused.txt", " ");

    private static IEnumerable<string> AllowedAddresses => DataFile.Firsts("addresses-allowed.txt", " ");

    private static IEnumerable<TestCaseData> RefusedUris => DataFile.Pairs("uris-refused.txt", " | ");

    private static IEnumerable<string> AllowedUris => DataFile.Firsts("uris-allowed.txt", " | ");

    // Without ICU, as these tests run, the framework knows no look-alikes: they are names of their own.
    private static bool HasIcu => new IdnMapping().GetAscii("①") == "1";

    private static IEnumerable<TestCaseData> LookAlikes => DataFile.Pairs("uris-lookalikes.txt", " | ");

    [TestCaseSource(nameof(RefusedAddresses))]
    public void An_address_that_is_reserved_is_refused_by_its_kind(string address, string kind)
    {
        var parsed = IPAddress.Parse(address);
        AddressGuard.Refuse(parsed, AddressAllowance.Nothing).Should().Be($"{parsed} is {kind}, and the endpoint allows no network that contains it");
    }

    [TestCaseSource(nameof(AllowedAddresses))]
    public void An_address_of_the_public_internet_is_allowed(string address) =>
        AddressGuard.Refuse(IPAddress.Parse(address), AddressAllowance.Nothing).Should().BeNull();

    [TestCaseSource(nameof(RefusedUris))]
    public void A_uri_that_leads_where_nothing_may_go_is_refused_as_written(string uri, string reason) =>
        AddressGuard.Refuse(new Uri(uri, uri.Contains(':') ? UriKind.Absolute : UriKind.Relative), allowHttp: true, AddressAllowance.Nothing)
            .Should().StartWith(reason);

    [TestCaseSource(nameof(AllowedUris))]
    public void A_uri_that_may_lead_to_the_public_internet_is_allowed_as_written(string uri) =>
        AddressGuard.Refuse(new Uri(uri), allowHttp: true, AddressAllowance.Nothing).Should().BeNull();

    [TestCaseSource(nameof(LookAlikes))]
    public void A_look_alike_is_judged_as_what_it_is_connected_to(string uri, string plain)
    {
        var lookAlike = new Uri(uri);
        var expected = HasIcu ? new Uri(plain) : new Uri($"http://{lookAlike.IdnHost}/");
        AddressGuard.NameOf(lookAlike).Should().Be(AddressGuard.NameOf(expected));
        AddressGuard.Refuse(lookAlike, allowHttp: true, AddressAllowance.Nothing)
            .Should().Be(AddressGuard.Refuse(expected, allowHttp: true, AddressAllowance.Nothing));
    }

    [Test]
    public void A_name_for_which_the_framework_throws_is_refused()
    {
        string[] forbidden = HasIcu ? ["http://x\u200dy.example/", "http://\u2100.example/"] : ["http://\ud800.example/"];
        foreach (var uri in forbidden.Select(each => new Uri(each)))
        {
            uri.Invoking(each => each.IdnHost).Should().Throw<UriFormatException>();
            AddressGuard.Refuse(uri, allowHttp: true, AddressAllowance.Nothing)
                .Should().Be("its host is no name by the rules of international names");
        }
    }

    [TestCase("https://localhost/", "localhost")]
    [TestCase("https://SHOP.localhost./", "shop.localhost")]
    [TestCase("https://erp.internal/", "erp.internal")]
    public void An_allowed_host_opens_its_name(string uri, string host) =>
        AddressGuard.Refuse(new Uri(uri), allowHttp: false, new AddressAllowance([], [host])).Should().BeNull();

    [TestCase("https://localhost/", "shop.localhost")]
    [TestCase("https://shop.localhost/", "localhost")]
    [TestCase("https://127.0.0.1/", "localhost")]
    [TestCase("https://127.0.0.1/", "127.0.0.1")]
    [TestCase("https://[::1]/", "::1")]
    public void An_allowed_host_opens_nothing_else_and_no_address(string uri, string host) =>
        AddressGuard.Refuse(new Uri(uri), allowHttp: false, new AddressAllowance([], [host])).Should().NotBeNull();

    [Test]
    public void Plain_http_needs_the_endpoint_to_allow_it()
    {
        var address = new Uri("http://crm.example/hooks");
        AddressGuard.Refuse(address, allowHttp: false, AddressAllowance.Nothing).Should().Be(
            "its scheme is http, which sends in clear text; use https, or say AllowHttp() for this endpoint");
        AddressGuard.Refuse(address, allowHttp: true, AddressAllowance.Nothing).Should().BeNull();
    }

    [TestCase("https://10.20.30.40/", "10.20.0.0/16")]
    [TestCase("https://0x0a141e28/", "10.20.0.0/16")]
    [TestCase("https://[::ffff:10.20.30.40]/", "10.20.0.0/16")]
    [TestCase("https://[fd12::1]/", "fd12::/16")]
    [TestCase("https://localhost/", "127.0.0.0/8")]
    [TestCase("https://shop.localhost/", "::1/128")]
    public void An_allowed_network_opens_what_it_contains(string uri, string network) =>
        AddressGuard.Refuse(new Uri(uri), allowHttp: false, Networks(network)).Should().BeNull();

    [TestCase("https://10.21.30.40/", "10.20.0.0/16")]
    [TestCase("https://[::ffff:10.21.30.40]/", "10.20.0.0/16")]
    [TestCase("https://[::ffff:8.8.8.8]/", "10.20.0.0/16")]
    [TestCase("https://[::10.20.30.40]/", "10.20.0.0/16")]
    [TestCase("https://169.254.169.254/", "10.0.0.0/8")]
    [TestCase("https://localhost/", "10.0.0.0/8")]
    public void An_allowed_network_opens_nothing_else(string uri, string network) =>
        AddressGuard.Refuse(new Uri(uri), allowHttp: false, Networks(network)).Should().NotBeNull();

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
            return disguises.All(each => AddressGuard.Refuse(IPAddress.Parse(each), AddressAllowance.Nothing) is not null);
        });

    [FsCheck.NUnit.Property]
    public bool Every_spelling_of_an_IPv4_address_is_judged_alike(byte a, byte b, byte c, byte d)
    {
        var number = ((uint)a << 24) | ((uint)b << 16) | ((uint)c << 8) | d;
        var octal = string.Join('.', new[] { a, b, c, d }.Select(each => "0" + Convert.ToString(each, 8)));
        var expected = AddressGuard.Refuse(new IPAddress([a, b, c, d]), AddressAllowance.Nothing) is { } reason ? "its host " + reason : null;
        string[] hosts = [$"{a}.{b}.{c}.{d}", $"{a}.{b}.{c}.{d}.", $"{number}", $"0x{number:x8}", $"0x{a:x}.{b}.{(c << 8) | d}", octal];
        return hosts.All(host => AddressGuard.Refuse(new Uri($"https://{host}/"), allowHttp: false, AddressAllowance.Nothing) == expected);
    }

    private static AddressAllowance Networks(string network) => new([IPNetwork.Parse(network)], []);
}
