// A shop that is to be killed: it dispatches, receives, sends and handles, on one SQLite file, and says in lines what it has done.
//
//   ShopWebhooks.CrashingShop FILE ADDRESS SECRET LIFE
//
// FILE is where it keeps its webhooks. What it sends goes to ADDRESS/hooks, what its handlers were given to ADDRESS/handled. LIFE is the
// number of this start, and goes along with all of it. It writes
//
//   opening                               the file is about to be opened
//   listening URL                         webhooks may be posted to URL
//   accepted TAG MESSAGE                  DispatchAsync has returned
//   recorded ENDPOINT MESSAGE STATE       the store has the end of an attempt
//   dying MESSAGE                         a handler is about to end the process, as it does for every support_requested
//   idle                                  nothing is owed any more; the answer to "drain"
//
// and reads "load", on which it dispatches for as long as it lives, and "drain". The end of its input stops it as an operator would.

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ShopWebhooks;
using ShopWebhooks.AspNetCore;
using ShopWebhooks.CrashingShop;
using ShopWebhooks.Events;
using ShopWebhooks.Sqlite;
using ShopWebhooks.Storage;

var (file, address, secret, life) = (args[0], args[1], args[2], args[3]);
using var reports = new Reports(new Uri(address), life);

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
builder.Services.AddShopWebhooks()
    .UseSqlite($"Data Source={file}")
    .AddSource("shopbotly", source => source.AddSecret(secret))
    .AddEndpoint("sink", $"{address}/hooks", endpoint => endpoint
        .For(NewOrder.Type, OrderStatusChanged.Type).AddSecret(secret).AddHeader(Reports.LifeHeader, life).AllowHttp().AllowNetwork("127.0.0.0/8"))
    .On<SupportRequested>("fatal", (_, context, _) =>
    {
        Console.WriteLine($"dying {context.MessageId}");
        Environment.FailFast("A handler ends the process.");
        return Task.CompletedTask;
    })
    .On<NewOrder>("book", async (_, context, cancellationToken) => await reports.SendAsync("book", context, cancellationToken), handler => handler.FromLocal())
    .On<NewLead>("greet", async (lead, context, cancellationToken) =>
    {
        await reports.SendAsync("greet", context, cancellationToken);
        context.Dispatch(new OrderStatusChanged { CustomerId = lead.CustomerId, OrderId = lead.CustomerId!, Status = OrderStatus.Paid });
    });

var store = builder.Services.Last(service => service.ServiceType == typeof(IWebhookStore));
builder.Services.AddSingleton(services => new AnnouncingStore((IWebhookStore)store.ImplementationFactory!(services)));
builder.Services.AddSingleton<IWebhookStore>(services => services.GetRequiredService<AnnouncingStore>());
builder.Services.AddSingleton<Callers>();

await using var app = builder.Build();
app.MapShopWebhooks("/webhooks/{source}");
await app.StartAsync();
Console.WriteLine($"listening {app.Urls.Single()}/webhooks/shopbotly");

while (await Console.In.ReadLineAsync() is { } order)
{
    if (order == "load")
    {
        app.Services.GetRequiredService<Callers>().Start(life);
    }
    else
    {
        await app.Services.GetRequiredService<AnnouncingStore>().IdleAsync();
        Console.WriteLine("idle");
    }
}

await app.StopAsync();
