// A shop in one process: it sends a webhook to itself as to any subscriber, and receives it as from any sender.
//
//   dotnet run --project samples/QuickStart              walks the four steps, then keeps serving
//   dotnet run --project samples/QuickStart -- --once    ends after the walk; exit code 1 if a step failed
//   dotnet run --project samples/QuickStart -- --crash   is killed while it handles the order; the next start finishes that first.
//                                                        Its exit code is 137 on Linux

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using QuickStart;
using ShopWebhooks;
using ShopWebhooks.AspNetCore;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;
using ShopWebhooks.Sqlite;
using ShopWebhooks.Storage;

string[] known = ["--once", "--crash"];
if (args.Except(known).ToArray() is { Length: > 0 } unknown)
{
    Wire.Say($"The sample does not know {string.Join(", ", unknown)}; it knows {string.Join(", ", known)}.");
    return 2;
}

// A free port, which the endpoint's address needs before the server starts. It is held until the server accepts on it.
using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
socket.Listen();
var url = $"http://{socket.LocalEndPoint}";
var secret = WebhookSecret.Generate().Reveal();
var crashes = false;
var handled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

var builder = WebApplication.CreateBuilder();
builder.WebHost.UseUrls(url).UseSockets(sockets => sockets.CreateBoundListenSocket = _ => socket);

// What the host logs when it does not start, it also throws.
builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);

// Looks at the file while the host starts: deliveries begin when it has.
builder.Services.AddSingleton<Leftovers>().AddHostedService(services => services.GetRequiredService<Leftovers>());
builder.Services.AddShopWebhooks()
    .UseSqlite("Data Source=shop-webhooks.db")
    .AddSource("shopbotly", source => source.AddSecret(secret))
    .On<NewOrder>(async (order, context, cancellationToken) =>
    {
        // Work takes its time, and the sender does not wait for it: the answer is on its way before the handler has begun.
        await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        if (crashes)
        {
            await Wire.AnswersAsync();
            Wire.Say("  killed   in the middle of handling it. The sender has its 200 and will not repeat it: start the sample again.\n");
            Process.GetCurrentProcess().Kill();
        }

        Wire.Say($"  handled  new_order of customer {order.CustomerId}, status {order.Status}, attempt {context.Attempt}");
        handled.TrySetResult();
    })

    // The library connects to public HTTPS addresses alone. This subscriber is on this machine, so that its endpoint says so.
    .AddEndpoint("subscriber", $"{url}/webhooks/shopbotly", endpoint => endpoint
        .For("new_*").AddSecret(secret).AllowHttp().AllowNetwork("127.0.0.0/8"));

await using var app = builder.Build();
app.UseWire();
app.MapShopWebhooks("/webhooks/{source}");
try
{
    await app.StartAsync();
}
catch (StoreUnavailableException exception)
{
    Wire.Say($"The sample does not start. {exception.Message}");
    return 1;
}

var succeeded = await app.Services.GetRequiredService<Leftovers>().FinishAsync();
succeeded &= await WalkAsync();
if (args.Contains("--once"))
{
    await app.StopAsync();
    return succeeded ? 0 : 1;
}

Wire.Say($"""
    Now it is your turn. Send an order from another terminal; the signature is good for five minutes:

    {CurlLine()}

    Send it again: it is answered 200, and not handled twice. Change the body: it is answered 401. Ctrl+C ends the sample.

    """);
await app.WaitForShutdownAsync();
return 0;

async Task<bool> WalkAsync()
{
    var order = new NewOrder { CustomerId = "SB-9921", Status = OrderStatus.Paid };
    var catalog = app.Services.GetRequiredService<EventCatalog>();
    var endpoints = app.Services.GetRequiredService<IWebhookEndpoints>();
    var subscriber = endpoints.All.Single();

    Wire.Say("A shop sends webhooks, and here it is its own subscriber: -> is a request that it receives, <- is its answer.");
    Wire.Say($"What it has accepted is kept in {Path.GetFullPath("shop-webhooks.db")}.\n");
    Wire.Say("Step 1 of 4: the trigger. Whatever matches 'new_*' is sent to the subscriber.");
    Wire.Say($"  event types  {string.Join(", ", catalog.Types.Where(type => subscriber.Events.Matches(type.Name)).Select(type => type.Name))}\n");

    Wire.Say("Step 2 of 4: the payload, and the JSON schema it keeps to.");
    Wire.Say($"  payload  {System.Text.Encoding.UTF8.GetString(catalog.Seal(order).Content.Span)}");
    Wire.Say($"  schema   {catalog.Find("new_order")!.GetSchema().ToJsonString()}\n");

    Wire.Say("Step 3 of 4: the endpoint's URL.");
    Wire.Say($"  {subscriber.Id}  {subscriber.Address}\n");

    Wire.Say("Step 4 of 4: the handshake. A signed ping is answered 200 OK.");
    var handshake = await endpoints.TestAsync(subscriber.Id);
    Wire.Say($"  {(handshake.Succeeded ? "passed" : "FAILED")}  {handshake.Reason} ({handshake.Latency.TotalMilliseconds:0} ms)\n");

    Wire.Say("Now an order comes in: dispatch it. It is signed, sent, verified, answered at once, and handled afterwards.");
    handled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    crashes = args.Contains("--crash");
    var receipt = await app.Services.GetRequiredService<IWebhookDispatcher>().DispatchAsync(order);
    Wire.Say($"  dispatched  {receipt.MessageId}, owed to {string.Join(", ", receipt.EndpointIds)}");
    var arrived = await Task.WhenAny(handled.Task, Task.Delay(TimeSpan.FromSeconds(10))) == handled.Task;
    await Wire.AnswersAsync();
    Wire.Say(arrived ? "\nAll steps passed.\n" : "\nFAILED: the order was not handled within 10 seconds.\n");
    return handshake.Succeeded && arrived;
}

string CurlLine()
{
    const string Body = """{"event":"new_order","customer_id":"SB-9921","status":"paid"}""";
    var signer = new WebhookSigner(WebhookScheme.StandardWebhooks, WebhookSecret.Parse(secret));
    var webhook = new OutgoingWebhook($"try-{Guid.NewGuid():N}", DateTimeOffset.UtcNow, System.Text.Encoding.UTF8.GetBytes(Body));
    var headers = signer.Sign(webhook).Select(line => $"  -H '{line.Key}: {line.Value}' \\\n");
    return $"curl -i {url}/webhooks/shopbotly \\\n  -H 'content-type: application/json' \\\n{string.Concat(headers)}  -d '{Body}'";
}
