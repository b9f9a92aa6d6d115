using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Transports;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Faults;

/// <summary>Sends to a receiver that does each of the <see cref="Faults"/>, and compares what is recorded with the README beside this file.</summary>
/// <remarks>The whole engine and the real HTTP transport, over sockets of this machine; time is the test's, and no fault waits for it.</remarks>
internal sealed class FaultTests
{
    private const string Confidential = "hunter2";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private readonly TestCertificates _certificates = new();

    private static IEnumerable<Fault> EachFault => Faults.All;

    [OneTimeTearDown]
    public void Dispose() => _certificates.Dispose();

    [Test]
    public void The_table_has_every_fault_in_its_order() => Table().Keys.Should().Equal(EachFault.Select(fault => fault.Name));

    [TestCaseSource(nameof(EachFault))]
    public async Task What_is_recorded_is_what_the_table_says(Fault fault)
    {
        await using var receiver = new FaultyReceiver(fault, fault.Certificate?.Invoke(_certificates));
        var network = Network(fault, receiver);
        using var host = Host(fault, receiver, network);
        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Store.BeforeSettle = () =>
        {
            settled.TrySetResult();
            return Task.CompletedTask;
        };
        host.Dispatch(Orders.Paid);

        // The first of the two, on the engine's own scheduler, so that the engine goes on meanwhile.
        RunUntil(host, Task.WhenAny(settled.Task, receiver.Stall.Reached));
        if (!settled.Task.IsCompleted)
        {
            host.Advance(Timeout);
        }

        RunUntil(host, settled.Task);

        var delivery = host.Delivery();
        var attempt = delivery.Attempts.Should().ContainSingle().Subject;
        Cells(attempt).Should().Equal(Table()[fault.Name]);
        CheckThatItIsDone(host, delivery, attempt.Decision);
        receiver.Requests.Should().BeLessThanOrEqualTo(1);
        network.Connected.Should().HaveCountLessThanOrEqualTo(1).And.NotContain(address => address != "93.184.216.34");
        host.Logs.Lines.Should().NotContain(line => line.Contains(Confidential));
        $"{attempt.Error} {attempt.Decision} {delivery.Reason}".Should().NotContain(Confidential);
    }

    [Test]
    public async Task An_answer_that_nobody_asked_for_is_not_taken_for_that_of_the_next_request()
    {
        var fault = new Fault("", async connection =>
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n");
            await connection.ReadRequestAsync();
        });
        await using var receiver = new FaultyReceiver(fault);
        using var transport = new TestTransport(Network(fault, receiver));
        var endpoint = TestTransport.Guarded($"http://shop.example:{receiver.Port}/");

        for (var i = 0; i < 3; i++)
        {
            (await transport.SendAsync(endpoint)).Should().Be(new TransportResult(AttemptOutcome.Delivered) { StatusCode = 200 });
        }

        receiver.Requests.Should().Be(3);
    }

    // What was decided has been done: to the delivery and to the endpoint.
    private static void CheckThatItIsDone(TestHost host, DeliveryRecord delivery, string decision)
    {
        delivery.State.Should().Be(
            decision.StartsWith("delivered", StringComparison.Ordinal) ? DeliveryState.Delivered
            : decision.StartsWith("retry", StringComparison.Ordinal) ? DeliveryState.Open
            : DeliveryState.Dead);
        var state = host.Run(() => host.Get<IWebhookEndpoints>().GetStateAsync("shop"));
        (state.DisabledReason is not null).Should().Be(decision.EndsWith("; the endpoint is disabled", StringComparison.Ordinal));
        var pause = decision.Split("; the endpoint is paused for ") is [_, var seconds] ? TimeSpan.FromSeconds(double.Parse(seconds[..^2])) : (TimeSpan?)null;
        state.PausedFor.Should().Be(pause);
        delivery.DueIn.Should().Be(delivery.State == DeliveryState.Open ? TimeSpan.FromSeconds(double.Parse(decision.Split(' ')[2])) : null);
    }

    private static string[] Cells(DeliveryAttempt attempt) =>
    [
        attempt.StatusCode is { } status ? $"{attempt.Outcome} {status}" : $"{attempt.Outcome}",
        attempt.Error ?? "",
        attempt.Response is { Length: > 40 } text ? $"`{text[..8]}…`, {text.Length} characters" : attempt.Response is { } all ? $"`{all}`" : "",
        attempt.Decision,
    ];

    private static void RunUntil(TestHost host, Task task) => host.Run(async () =>
    {
        await task;
        return true;
    });

    private static ScriptedNetwork Network(Fault fault, FaultyReceiver receiver) =>
        new(fault.Resolves is { } answer ? [answer] : [])
        {
            Instead = (endPoint, ct) => fault.Listens
                ? WatchAsync(receiver, ct)
                : Task.FromException<Stream>(new SocketException((int)SocketError.ConnectionRefused)),
        };

    private static async Task<Stream> WatchAsync(FaultyReceiver receiver, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, receiver.Port), cancellationToken);
        return new WatchedStream(socket, receiver.Stall);
    }

    private TestHost Host(Fault fault, FaultyReceiver receiver, ScriptedNetwork network) => TestHost.Started(
        shop =>
        {
            shop.Services.AddSingleton<INetwork>(network);
            var address = $"{(fault.IsHttps ? "https" : "http")}://shop.example:{receiver.Port}/{Confidential}?token={Confidential}";
            shop.AddEndpoint("shop", address, endpoint =>
                {
                    endpoint.AddSecret(TestHost.Secret).AddHeader("x-api-key", Confidential).AllowHttp().GiveUpOn(422);
                    endpoint.Options.Timeout = Timeout;
                })
                .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler((handler, _) =>
                    ((SocketsHttpHandler)handler).SslOptions.CertificateChainPolicy = _certificates.TrustedAlone()));
        },
        random: new SteadyRandom());

    private static Dictionary<string, string[]> Table() => File
        .ReadLines(Path.Combine(TestContext.CurrentContext.TestDirectory, "Faults", "README.md"))
        .Where(line => line.StartsWith('|'))
        .Skip(2)
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(cells => cells[0], cells => cells[1..]);
}
