using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Sqlite;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

internal sealed class TelemetryTableTests
{
    [Test]
    public void The_table_of_instruments_has_all_of_them_with_their_units()
    {
        using var provider = new ServiceCollection().AddShopWebhooks().Services.BuildServiceProvider();
        var meters = provider.GetRequiredService<IMeterFactory>();
        var instruments = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == ShopWebhooksTelemetry.MeterName && ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    instruments.Add($"{instrument.Name} in {instrument.Unit}");
                }
            },
        };
        listener.Start();

        provider.GetRequiredService<IWebhookReceiver>();

        MarkdownTable.After("| instrument |", Documentation.Text("README.md")).Select(row => $"{row[0].Trim('`')} in {row[1].Trim('`')}")
            .Should().BeEquivalentTo(instruments);
    }

    [Test]
    public void The_table_of_log_events_has_all_of_them_with_their_levels()
    {
        var catalogues = new[]
        {
            typeof(ShopWebhooksTelemetry).Assembly.GetType("ShopWebhooks.Telemetry.Log", throwOnError: true)!,
            typeof(WebhookRequestExtensions).Assembly.GetType("ShopWebhooks.AspNetCore.Telemetry.Log", throwOnError: true)!,
            typeof(SqliteBuilderExtensions).Assembly.GetType("ShopWebhooks.Sqlite.Telemetry.Log", throwOnError: true)!,
        };
        var events = catalogues
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .Select(log => $"{log.EventId} {log.Level}");

        MarkdownTable.After("### Log events", Documentation.Text("src/ShopWebhooks/README.md"))
            .Select(row => $"{row[0]} {row[1]}").Should().BeEquivalentTo(events);
    }
}
