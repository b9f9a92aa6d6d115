using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Storage;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Transports;

public sealed class ProxiedAddressCheckTests
{
    private LoopbackServer _proxy = null!;

    [SetUp]
    public async Task Start() => _proxy = await LoopbackServer.StartAsync(_ => Task.CompletedTask);

    [TearDown]
    public async Task Stop() => await _proxy.DisposeAsync();

    [Test]
    public async Task A_proxy_the_application_chose_gets_requests_for_public_hosts()
    {
        var network = new ScriptedNetwork("93.184.216.34");
        using var transport = Proxied(network);
        (await transport.SendAsync(TestTransport.Guarded("http://shop.example/hooks"))).Outcome.Should().Be(AttemptOutcome.Delivered);
        _proxy.Seen.Single().Target.Should().Be("http://shop.example/hooks");
        network.Resolved.Should().Equal("shop.example");
        network.Connected.Should().Equal("127.0.0.1");
    }

    [TestCase("http")]
    [TestCase("https")]
    public async Task A_host_that_leads_to_a_private_address_is_not_handed_over(string scheme)
    {
        using var transport = Proxied(new ScriptedNetwork("10.0.0.1"));
        (await transport.SendAsync(TestTransport.Guarded(scheme + "://shop.example/"))).Error.Should().StartWith(
            "The address was refused at connect: 10.0.0.1 is a private address");
        _proxy.Seen.Should().BeEmpty();
    }

    [Test]
    public async Task A_host_that_cannot_be_resolved_is_not_handed_over()
    {
        using var transport = Proxied(new ScriptedNetwork());
        (await transport.SendAsync(TestTransport.Guarded("http://shop.example/"))).Should().Be(
            TransportResult.Failed("The host's name cannot be resolved."));
        _proxy.Seen.Should().BeEmpty();
    }

    [Test]
    public async Task A_tunnel_is_opened_for_https()
    {
        using var transport = Proxied(new ScriptedNetwork("93.184.216.34"));
        (await transport.SendAsync(TestTransport.Guarded("https://shop.example/"))).Outcome.Should().Be(AttemptOutcome.Failed);
        var seen = _proxy.Seen.Single();
        seen.Method.Should().Be("CONNECT");
        seen.Target.Should().Be("shop.example:443");
    }

    [Test]
    public async Task A_host_that_bypasses_the_proxy_is_checked_at_connect()
    {
        var network = new ScriptedNetwork("93.184.216.34", "10.0.0.1");
        using var transport = Proxied(network, "shop\\.example");
        (await transport.SendAsync(TestTransport.Guarded("http://shop.example/"))).Error.Should().StartWith(
            "The address was refused at connect: 10.0.0.1 is a private address");
        network.Connected.Should().BeEmpty();
    }

    private TestTransport Proxied(ScriptedNetwork network, params string[] bypass) => new(
        network,
        client => client.ConfigurePrimaryHttpMessageHandler((handler, _) =>
        {
            var sockets = (SocketsHttpHandler)handler;
            sockets.UseProxy = true;
            sockets.Proxy = new WebProxy($"http://127.0.0.1:{_proxy.Port}", BypassOnLocal: false, bypass);
        }));
}
