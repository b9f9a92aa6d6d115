using Microsoft.Extensions.Options;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Providers;
using ShopWebhooks.Receiving;
using ShopWebhooks.Transports;

namespace ShopWebhooks;

/// <summary>Refuses settings that cannot work, all problems at once, each with the key to change.</summary>
internal sealed class ShopWebhooksOptionsValidator(
    TransportRegistry transports, HandlerSet handlers, EventCatalog catalog, EndpointMaker endpoints, ProviderSet providers)
    : IValidateOptions<ShopWebhooksOptions>
{
    public ValidateOptionsResult Validate(string? name, ShopWebhooksOptions options)
    {
        var problems = new List<string>();
        var sources = new SourceCheck(providers);
        foreach (var (source, settings) in options.Sources)
        {
            sources.Check(source, settings, settings.DeclaredAt ?? $"Sources[\"{source}\"]", problems);
        }

        foreach (var (id, settings) in options.Endpoints)
        {
            endpoints.Make(id, settings, settings.DeclaredAt ?? $"Endpoints[\"{id}\"]", problems);
        }

        foreach (var handler in handlers.All)
        {
            CheckHandler(handler.Endpoint, problems);
            foreach (var payload in handler.WithoutEventType(catalog))
            {
                problems.Add($"{handler.Endpoint.Id}: no event type has the payload type {payload.Name}, nor one that derives from it; "
                    + $"register it with AddEvent<{payload.Name}>(\"name\", …).");
            }
        }

        // A value that was not read as it was meant is told of once, and not again as one that is out of range or missing.
        var misread = options.Problems.Select(KeyOf).ToHashSet();
        problems.RemoveAll(problem => misread.Contains(KeyOf(problem)));
        problems.InsertRange(0, [.. options.Problems, .. transports.Problems, .. handlers.Problems, .. providers.Problems, .. catalog.Problems]);
        return problems.Count == 0 ? ValidateOptionsResult.Success : throw new InvalidSettingsException(problems);
    }

    private static string KeyOf(string problem) => problem[..Math.Max(0, problem.IndexOf(": ", StringComparison.Ordinal))];

    private static void CheckHandler(WebhookEndpoint handler, List<string> problems)
    {
        if (handler.Timeout <= TimeSpan.Zero || handler.Timeout > TimeSpan.FromHours(24))
        {
            problems.Add($"{handler.Id}: its Timeout {handler.Timeout} is not above zero and at most 24 hours.");
        }

        if (handler.Concurrency is < 1 or > 1000)
        {
            problems.Add($"{handler.Id}: its Concurrency {handler.Concurrency} is not between 1 and 1000.");
        }
    }
}
