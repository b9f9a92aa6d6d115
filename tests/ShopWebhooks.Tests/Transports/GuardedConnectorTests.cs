using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Transports;

public sealed class GuardedConnectorTests
{
    private LoopbackServer _server = null!;

    [SetUp]
    public async Task Start() => _server = await LoopbackServer.StartAsync(context =>
    {
        // Each delivery connects anew, as it does once a pooled connection has reached the end of its life.
        context.Response.Headers.Connection = "close";
        return Task.CompletedTask;
    });

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task It_connects_to_the_address_it_checked()
    {
        var network = new ScriptedNetwork("93.184.216.34", "127.0.0.1");
        using var transport = new TestTransport(network);
        (await transport.SendAsync(Endpoint)).Outcome.Should().Be(AttemptOutcome.Delivered);
        network.Resolved.Should().Equal("shop.example");
        network.Connected.Should().Equal("93.184.216.34");
        _server.Seen.Single().Host.Should().Be($"shop.example:{_server.Port}");
    }

    [Test]
    public async Task A_name_that_leads_elsewhere_the_second_time_is_checked_again()
    {
        var network = new ScriptedNetwork("93.184.216.34", "169.254.169.254", "93.184.216.35");
        using var transport = new TestTransport(network);
        (await transport.SendAsync(Endpoint)).Outcome.Should().Be(AttemptOutcome.Delivered);
        (await transport.SendAsync(Endpoint)).Should().Be(TransportResult.Failed("The address was refused at connect: "
            + "169.254.169.254 is a cloud metadata address, and the endpoint allows no network that contains it."));
        (await transport.SendAsync(Endpoint)).Outcome.Should().Be(AttemptOutcome.Delivered);
        network.Connected.Should().Equal("93.184.216.34", "93.184.216.35");
    }

    [Test]
    public async Task A_name_that_cannot_be_resolved_fails()
    {
        using var transport = new TestTransport(new ScriptedNetwork());
        (await transport.SendAsync(Endpoint)).Should().Be(TransportResult.Failed("The host's name cannot be resolved."));
    }

    [Test]
    public async Task A_literal_address_is_not_resolved()
    {
        var network = new ScriptedNetwork("10.0.0.1");
        using var transport = new TestTransport(network);
        (await transport.SendAsync(TestTransport.Guarded($"http://93.184.216.34:{_server.Port}/")))
            .Outcome.Should().Be(AttemptOutcome.Delivered);
        network.Resolved.Should().BeEmpty();
        network.Connected.Should().Equal("93.184.216.34");
    }

    [Test]
    public async Task The_next_address_is_tried_when_one_refuses()
    {
        var network = new ScriptedNetwork("2606:4700::1111,93.184.216.34")
        {
            Instead = (endPoint, _) => endPoint.AddressFamily == AddressFamily.InterNetwork
                ? null
                : Task.FromException<Stream>(new SocketException((int)SocketError.NetworkUnreachable)),
        };
        using var transport = new TestTransport(network);
        (await transport.SendAsync(Endpoint)).Outcome.Should().Be(AttemptOutcome.Delivered);
        network.Connected.Should().Equal("2606:4700::1111", "93.184.216.34");
    }

    [Test]
    public async Task The_next_address_is_tried_when_one_stays_silent()
    {
        var waiting = new TaskCompletionSource();
        var network = new ScriptedNetwork("2606:4700::1111,93.184.216.34")
        {
            Instead = (endPoint, ct) => endPoint.AddressFamily == AddressFamily.InterNetwork ? null : WaitAsync(ct),
        };
        async Task<Stream> WaitAsync(CancellationToken ct)
        {
            var silence = new TaskCompletionSource<Stream>();
            await using var registration = ct.Register(() => silence.SetCanceled(ct));
            waiting.SetResult();
            return await silence.Task;
        }

        using var transport = new TestTransport(network);
        var sending = transport.SendAsync(Endpoint);
        await waiting.Task;
        transport.Clock.Advance(TimeSpan.FromSeconds(3));
        (await sending).Outcome.Should().Be(AttemptOutcome.Delivered);
        network.Connected.Should().Equal("2606:4700::1111", "93.184.216.34");
    }

    [Test]
    public async Task The_last_address_says_why_none_was_reached()
    {
        var network = new ScriptedNetwork("93.184.216.34,93.184.216.35")
        {
            Instead = (_, _) => Task.FromException<Stream>(new SocketException((int)SocketError.ConnectionRefused)),
        };
        using var transport = new TestTransport(network);
        (await transport.SendAsync(Endpoint)).Should().Be(TransportResult.Failed("The connection was refused."));
        network.Connected.Should().Equal("93.184.216.34", "93.184.216.35");
    }

    [Test]
    public async Task An_allowed_network_opens_its_addresses_for_its_endpoint_only()
    {
        var network = new ScriptedNetwork("127.0.0.1");
        using var transport = new TestTransport(network);
        var address = $"http://shop.example:{_server.Port}/";
        (await transport.SendAsync(TestTransport.Loopback(address))).Outcome.Should().Be(AttemptOutcome.Delivered);
        (await transport.SendAsync(TestTransport.Guarded(address))).Error.Should().StartWith(
            "The address was refused at connect: 127.0.0.1 is a loopback address");
    }

    [TestCase("::1,127.0.0.1", "127.0.0.1")]
    [TestCase("127.0.0.1,::1", "127.0.0.1")]
    [TestCase("10.0.0.1,93.184.216.34,127.0.0.2,127.0.0.1", "127.0.0.2")]
    [TestCase("93.184.216.34,127.0.0.1", "93.184.216.34")]
    public async Task With_an_allowed_network_a_refused_address_leaves_those_that_are_in_it(string answer, string connected)
    {
        var network = new ScriptedNetwork(answer);
        using var transport = new TestTransport(network);
        (await transport.SendAsync(TestTransport.Loopback($"http://localhost:{_server.Port}/"))).Outcome.Should().Be(AttemptOutcome.Delivered);
        network.Connected.Should().Equal(connected);
    }

    [TestCase("93.184.216.34,10.0.0.1", "10.0.0.1 is a private address")]
    [TestCase("::1", "::1 is a loopback address")]
    [TestCase("::ffff:10.0.0.1", "::ffff:10.0.0.1 is an IPv4-mapped address")]
    public async Task With_an_allowed_network_a_refused_address_refuses_an_answer_without_one_in_it(string answer, string reason)
    {
        var network = new ScriptedNetwork(answer);
        using var transport = new TestTransport(network);
        (await transport.SendAsync(TestTransport.Loopback($"http://localhost:{_server.Port}/"))).Error.Should().Contain(reason);
        network.Connected.Should().BeEmpty();
    }

    [TestCase("10.0.0.1", "10.0.0.1")]
    [TestCase("::1,169.254.169.254,93.184.216.34", "::1")]
    public async Task An_allowed_host_leads_anywhere(string answer, string connected)
    {
        var network = new ScriptedNetwork(answer);
        using var transport = new TestTransport(network);
        foreach (var host in new[] { "erp.internal", "erp.internal.", "ERP.Internal" })
        {
            (await transport.SendAsync(WithHost($"http://{host}:{_server.Port}/", "erp.internal"))).Outcome.Should().Be(AttemptOutcome.Delivered);
        }

        network.Connected.Should().Equal(connected, connected, connected);
    }

    [TestCase("erp.internal", "http://erp.internal.example")]
    [TestCase("erp.internal", "http://www.erp.internal")]
    [TestCase("internal", "http://erp.internal")]
    [TestCase("*.internal", "http://erp.internal")]
    [TestCase("10.0.0.1", "http://erp.internal")]
    public async Task An_allowed_host_opens_no_other(string allowed, string address)
    {
        var network = new ScriptedNetwork("10.0.0.1");
        using var transport = new TestTransport(network);
        (await transport.SendAsync(WithHost($"{address}:{_server.Port}/", allowed))).Error.Should().Contain("10.0.0.1 is a private address");
        network.Connected.Should().BeEmpty();
    }

    [Test]
    public async Task An_allowed_host_that_is_an_address_opens_nothing()
    {
        var network = new ScriptedNetwork("93.184.216.34");
        using var transport = new TestTransport(
            network, client => client.AddHttpMessageHandler(() => new RewritingHandler(new Uri($"http://10.0.0.1:{_server.Port}/"))));
        (await transport.SendAsync(WithHost($"http://erp.internal:{_server.Port}/", "10.0.0.1"))).Error
            .Should().Contain("10.0.0.1 is a private address");
        network.Connected.Should().BeEmpty();
    }

    [Test]
    public async Task An_endpoint_with_an_allowed_host_has_connections_of_its_own()
    {
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        var network = new ScriptedNetwork("10.0.0.1");
        using var transport = new TestTransport(network);
        var address = $"http://erp.internal:{server.Port}/";
        (await transport.SendAsync(WithHost(address, "erp.internal"))).Outcome.Should().Be(AttemptOutcome.Delivered);
        (await transport.SendAsync(WithHost(address, "erp.internal"))).Outcome.Should().Be(AttemptOutcome.Delivered);
        (await transport.SendAsync(TestTransport.Guarded(address))).Error.Should().Contain("10.0.0.1 is a private address");
        (await transport.SendAsync(WithHost(address, "crm.internal"))).Error.Should().Contain("10.0.0.1 is a private address");
        network.Connected.Should().ContainSingle();
    }

    private static WebhookEndpoint WithHost(string address, string host) =>
        new() { Id = "erp", Address = new Uri(address), AllowHttp = true, AllowedHosts = [host] };

    private WebhookEndpoint Endpoint => TestTransport.Guarded($"http://shop.example:{_server.Port}/hooks");
}
