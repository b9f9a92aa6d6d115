using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Faults;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Transports;

public sealed class HttpTransportWireTests
{
    [Test]
    public async Task What_arrives_is_what_was_signed_and_little_else()
    {
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        using var transport = new TestTransport();
        var result = await transport.SendAsync(
            TestTransport.Loopback(At(server.Port) + "hooks?a=1", "crm", new KeyValuePair<string, string>("X-Shop", "1")));
        result.Should().Be(new TransportResult(AttemptOutcome.Delivered) { StatusCode = 200 });
        var seen = server.Seen.Single();
        seen.Method.Should().Be("POST");
        seen.Target.Should().Be("/hooks?a=1");
        seen.Body.Should().Equal("{}"u8.ToArray());
        seen.Headers.Keys.Should().BeEquivalentTo(
            "Host", "User-Agent", "Content-Type", "Content-Length", "webhook-id", "webhook-timestamp", "webhook-signature", "X-Shop");
    }

    [Test]
    public async Task Baggage_and_trace_context_of_the_current_activity_stay_at_home()
    {
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        using var transport = new TestTransport();
        using var activity = new Activity("checkout").SetIdFormat(ActivityIdFormat.W3C).AddBaggage("customer", "SB-9921");
        activity.TraceStateString = "vendor=1";
        activity.Start();
        (await transport.SendAsync(TestTransport.Loopback(At(server.Port)))).Outcome.Should().Be(AttemptOutcome.Delivered);
        server.Seen.Single().Headers.Keys.Should().NotContain(
            ["baggage", "Correlation-Context", "traceparent", "tracestate", "Request-Id"]);
    }

    [Test]
    public async Task The_framework_makes_no_span_of_its_own_which_would_hold_the_address()
    {
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        var spans = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("System.Net.Http", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => spans.Enqueue(string.Join(' ', span.TagObjects)),
        };
        ActivitySource.AddActivityListener(listener);
        using var transport = new TestTransport();
        using var other = new HttpClient();

        (await transport.SendAsync(TestTransport.Loopback(At(server.Port) + "hunter2"))).Outcome.Should().Be(AttemptOutcome.Delivered);
        await other.GetAsync(new Uri(At(server.Port) + "somebody-elses"));

        spans.Should().Contain(span => span.Contains("somebody-elses"), "that is what the client of anybody else tells")
            .And.NotContain(span => span.Contains("hunter2"));
    }

    [TestCase(301)]
    [TestCase(302)]
    [TestCase(303)]
    [TestCase(307)]
    [TestCase(308)]
    public async Task A_redirect_is_never_followed(int status)
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        });
        using var transport = new TestTransport();
        (await transport.SendAsync(TestTransport.Loopback(At(server.Port)))).Should().Be(
            TransportResult.Failed($"The endpoint answered {status}, a redirect, which is never followed.") with { StatusCode = status });
        server.Seen.Should().ContainSingle();
    }

    [Test]
    public async Task Cookies_are_not_kept()
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            context.Response.Headers.SetCookie = "session=1";
            return Task.CompletedTask;
        });
        using var transport = new TestTransport();
        await transport.SendAsync(TestTransport.Loopback(At(server.Port)));
        await transport.SendAsync(TestTransport.Loopback(At(server.Port)));
        server.Seen.Should().HaveCount(2).And.OnlyContain(seen => !seen.Headers.ContainsKey("Cookie"));
    }

    [TestCase(0)]
    [TestCase(2)]
    [TestCase(10_000)]
    public async Task A_connection_whose_answer_was_short_is_used_again(int length)
    {
        await using var server = await LoopbackServer.StartAsync(context => context.Response.WriteAsync(new string('x', length)));
        using var transport = new TestTransport();
        for (var i = 0; i < 3; i++)
        {
            (await transport.SendAsync(TestTransport.Loopback(At(server.Port)))).Response
                .Should().Be(length == 0 ? null : new string('x', Math.Min(length, 1024)));
        }

        server.Seen.Select(each => each.Connection).Distinct().Should().ContainSingle();
    }

    [Test]
    public async Task A_connection_whose_answer_was_long_is_closed()
    {
        await using var server = await LoopbackServer.StartAsync(context => context.Response.WriteAsync(new string('x', 100_000)));
        using var transport = new TestTransport();
        for (var i = 0; i < 3; i++)
        {
            (await transport.SendAsync(TestTransport.Loopback(At(server.Port)))).Response.Should().Be(new string('x', 1024));
        }

        server.Seen.Select(each => each.Connection).Should().OnlyHaveUniqueItems();
    }

    [Test]
    public async Task An_endless_answer_is_cut_off_and_its_connection_closed()
    {
        var aborted = new TaskCompletionSource();
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            var chunk = new byte[4096];
            chunk.AsSpan().Fill((byte)'x');
            context.RequestAborted.Register(aborted.SetResult);
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(chunk);
            }
        });
        using var transport = new TestTransport();
        var result = await transport.SendAsync(TestTransport.Loopback(At(server.Port)));
        result.Outcome.Should().Be(AttemptOutcome.Delivered);
        result.Response.Should().Be(new string('x', 1024));
        await aborted.Task;
    }

    [TestCase("gzip")]
    [TestCase("br")]
    [TestCase("deflate")]
    public async Task An_answer_whose_body_cannot_be_decompressed_counts_by_its_status(string encoding)
    {
        await using var server = new FaultyReceiver($"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: 5\r\n\r\nplain");
        using var transport = new TestTransport(configure: client => client.ConfigurePrimaryHttpMessageHandler(
            (handler, _) => ((SocketsHttpHandler)handler).AutomaticDecompression = DecompressionMethods.All));
        (await transport.SendAsync(TestTransport.Loopback(At(server.Port)))).Should().Be(
            new TransportResult(AttemptOutcome.Delivered) { StatusCode = 200 });
    }

    [Test]
    public async Task A_closed_port_fails()
    {
        // Bound, so that nobody else gets the port, and not listening.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        using var transport = new TestTransport();
        (await transport.SendAsync(TestTransport.Loopback(At(port)))).Should().Be(TransportResult.Failed("The connection was refused."));
    }

    [Test]
    public async Task The_callers_end_of_the_attempt_is_an_exception_not_a_failure()
    {
        using var stop = new CancellationTokenSource();
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            stop.Cancel();
            return Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var transport = new TestTransport();
        await transport.Awaiting(each => each.SendAsync(TestTransport.Loopback(At(server.Port)), stop.Token).AsTask())
            .Should().ThrowAsync<OperationCanceledException>();
    }

    [Test]
    public async Task A_proxy_of_the_environment_is_ignored()
    {
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        using var transport = new TestTransport();
        var before = HttpClient.DefaultProxy;
        try
        {
            HttpClient.DefaultProxy = new WebProxy("http://127.0.0.1:1");
            (await transport.SendAsync(TestTransport.Loopback(At(server.Port)))).Outcome.Should().Be(AttemptOutcome.Delivered);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    [Test]
    public async Task Each_endpoint_with_an_allowed_network_has_connections_of_its_own()
    {
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        var network = new ScriptedNetwork("127.0.0.1");
        using var transport = new TestTransport(network);
        var address = $"http://shop.example:{server.Port}/";
        foreach (var id in new[] { "crm", "erp", "crm", "erp" })
        {
            (await transport.SendAsync(TestTransport.Loopback(address, id))).Outcome.Should().Be(AttemptOutcome.Delivered);
        }

        (await transport.SendAsync(TestTransport.Guarded(address))).Error.Should().Contain("127.0.0.1 is a loopback address");
        var connections = server.Seen.Select(seen => seen.Connection).ToList();
        connections.Should().Equal(connections[0], connections[1], connections[0], connections[1]);
        connections[0].Should().NotBe(connections[1]);
    }

    [Test]
    public async Task An_endpoint_whose_networks_changed_does_not_use_the_connections_of_before()
    {
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        var network = new ScriptedNetwork("127.0.0.1");
        using var transport = new TestTransport(network);
        var address = $"http://shop.example:{server.Port}/";

        (await transport.SendAsync(WithNetworks(address, "127.0.0.0/8", "10.0.0.0/8"))).Outcome.Should().Be(AttemptOutcome.Delivered);
        (await transport.SendAsync(WithNetworks(address, "10.0.0.0/8", "127.0.0.0/8"))).Outcome.Should().Be(AttemptOutcome.Delivered);
        (await transport.SendAsync(WithNetworks(address, "10.0.0.0/8"))).Error.Should().Contain("127.0.0.1 is a loopback address");

        network.Connected.Should().ContainSingle("the order of the networks does not matter, but which they are");
    }

    private static WebhookEndpoint WithNetworks(string address, params string[] networks) => new()
    {
        Id = "crm",
        Address = new Uri(address),
        AllowHttp = true,
        AllowedNetworks = [.. networks.Select(network => IPNetwork.Parse(network))],
    };

    private static string At(int port) => $"http://127.0.0.1:{port}/";
}
