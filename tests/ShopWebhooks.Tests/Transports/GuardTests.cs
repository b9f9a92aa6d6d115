using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ShopWebhooks.Tests.Transports;

/// <summary>The tables of addresses at every gate: when an endpoint is registered, before each attempt, and at each connection.</summary>
internal sealed class GuardTests
{
    private const string Problem = "AddEndpoint(\"crm\"):Address: ";

    private static IEnumerable<TestCaseData> RefusedAddresses => DataFile.Pairs("addresses-refused.txt", " ");

    private static IEnumerable<string> AllowedAddresses => DataFile.Firsts("addresses-allowed.txt", " ");

    private static IEnumerable<TestCaseData> RefusedUris => DataFile.Pairs("uris-refused.txt", " | ");

    private static IEnumerable<string> AllowedUris => DataFile.Firsts("uris-allowed.txt", " | ");

    private static IEnumerable<string> ReservedUris =>
        DataFile.Lines("uris-refused.txt").Where(line => line.Contains("| its host")).Select(line => line[..line.IndexOf(" | ", StringComparison.Ordinal)]);

    private static IEnumerable<string> LookAlikes => DataFile.Firsts("uris-lookalikes.txt", " | ");

    private static IEnumerable<TestCaseData> RefusedAnswers => DataFile.Pairs("answers-refused.txt", " | ");

    [Test]
    public void The_tables_are_as_long_as_they_should_be()
    {
        (RefusedAddresses.Count() + RefusedUris.Count()).Should().BeGreaterThan(150);
        (AllowedAddresses.Count() + AllowedUris.Count()).Should().BeGreaterThan(60);
    }

    [TestCaseSource(nameof(RefusedAddresses))]
    public void A_reserved_address_cannot_be_registered(string address, string kind) =>
        Register($"https://{Literal(address)}/").Should().ContainSingle().Which.Should()
            .StartWith($"{Problem}the address is refused: its host ").And
            .Contain($" is {kind}, and the endpoint allows no network that contains it; if that is meant, say AllowNetwork(\"");

    [TestCaseSource(nameof(AllowedAddresses))]
    public void A_public_address_can_be_registered(string address) => Register($"https://{Literal(address)}/").Should().BeEmpty();

    [TestCaseSource(nameof(RefusedUris))]
    public void What_is_refused_as_written_cannot_be_registered(string uri, string reason) =>
        Register(uri).Should().ContainSingle().Which.Should().StartWith(Problem).And.Match(
            reason.StartsWith("its host", StringComparison.Ordinal) ? $"*the address is refused: {reason}*" : "*");

    [TestCaseSource(nameof(AllowedUris))]
    public void What_is_allowed_as_written_can_be_registered(string uri) => Register(uri).Should().BeEmpty();

    [TestCaseSource(nameof(RefusedUris))]
    public async Task What_is_refused_as_written_is_neither_resolved_nor_connected_by_an_attempt(string uri, string reason)
    {
        var network = Unreachable("93.184.216.34");
        using var transport = new TestTransport(network);
        var address = new Uri(uri, uri.Contains(':') ? UriKind.Absolute : UriKind.Relative);
        var request = TestTransport.Request(TestTransport.Guarded("https://crm.example/"));

        var result = await transport.Transport.SendAsync(request with { Address = address }, default);

        result.Outcome.Should().Be(ShopWebhooks.Storage.AttemptOutcome.Rejected);
        result.Error.Should().StartWith($"The address was refused and nothing was connected: {reason}");
        network.Resolved.Should().BeEmpty();
        network.Connected.Should().BeEmpty();
    }

    [TestCaseSource(nameof(RefusedAddresses))]
    public async Task A_name_that_leads_to_a_reserved_address_is_not_connected(string address, string kind)
    {
        var network = Unreachable(address);
        (await SendAsync(network, "https://crm.example/")).Should()
            .StartWith("The address was refused at connect: ").And.Contain($" is {kind}, and the endpoint allows no network that contains it.");
        network.Connected.Should().BeEmpty();
    }

    [TestCaseSource(nameof(RefusedAnswers))]
    public async Task An_answer_that_is_empty_or_holds_one_reserved_address_is_not_connected(string answer, string reason)
    {
        var network = Unreachable(answer);
        (await SendAsync(network, "https://crm.example/")).Should().StartWith($"The address was refused at connect: {reason}");
        network.Connected.Should().BeEmpty();
    }

    [TestCaseSource(nameof(AllowedAddresses))]
    public async Task A_name_that_leads_to_a_public_address_is_connected_there(string address)
    {
        var network = Unreachable(address);
        (await SendAsync(network, "https://crm.example/")).Should().Be("The connection was refused.");
        network.Resolved.Should().Equal("crm.example");
        network.Connected.Should().Equal(address);
    }

    // The check at connect has to do without the check as written: the address is not the one that the transport was given.
    [TestCaseSource(nameof(ReservedUris))]
    [TestCaseSource(nameof(LookAlikes))]
    public async Task A_handler_that_rewrites_the_address_reaches_nothing_reserved(string uri)
    {
        var network = Unreachable("127.0.0.1");
        await SendAsync(network, "https://crm.example/", client => client.AddHttpMessageHandler(() => new RewritingHandler(new Uri(uri))));
        network.Connected.Should().NotContain(address => address != "1.1.1.1");
    }

    private static ScriptedNetwork Unreachable(string answer) => new(answer)
    {
        Instead = (_, _) => Task.FromException<Stream>(new SocketException((int)SocketError.ConnectionRefused)),
    };

    private static async Task<string?> SendAsync(ScriptedNetwork network, string address, Action<IHttpClientBuilder>? configure = null)
    {
        using var transport = new TestTransport(network, configure);
        return (await transport.SendAsync(TestTransport.Guarded(address))).Error;
    }

    private static string Literal(string address) => address.Contains(':') ? $"[{address}]" : address;

    private static IEnumerable<string> Register(string address)
    {
        using var host = new TestHost(shop => shop.AddEndpoint("crm", address, endpoint => endpoint.AddSecret(TestHost.Secret).AllowHttp()));
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
