using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Receiving;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks;

/// <summary>Warns, when the host starts, of names that lead nowhere.</summary>
/// <remarks>
/// Warnings, because they may be meant: an event type can be dispatched without being registered, a source be declared later, a section be
/// there in one environment alone.
/// </remarks>
internal sealed class NameCheck(
    LiveOptions options, EndpointRegistry endpoints, EventCatalog catalog, HandlerSet handlers, IEnumerable<BoundSection> bound, ILogger<NameCheck> logger)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var endpoint in endpoints.Outside)
        {
            foreach (var name in endpoint.Events.Patterns.Where(pattern => !pattern.Contains('*', StringComparison.Ordinal) && catalog.Find(pattern) is null))
            {
                Log.NoSuchEventType(logger, endpoint.Id, name);
            }
        }

        foreach (var handler in handlers.All)
        {
            foreach (var source in handler.Origins.Except([WebhookMessage.LocalOrigin, .. options.Value.Sources.Keys], StringComparer.OrdinalIgnoreCase))
            {
                Log.NoSuchSource(logger, handler.Endpoint.Id, source);
            }
        }

        foreach (var section in bound.Select(each => each.Section).Where(section => !section.Exists()))
        {
            Log.NoSuchSection(logger, section.Path);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
