using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ShopWebhooks.AspNetCore.Telemetry;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>
/// Builds the endpoints when all of them are mapped, so that what is wrong with one ends the start and not the first request, and warns of
/// sources that are not there.
/// </summary>
internal sealed class VerificationCheck(EndpointVerification verification, IWebhookSources sources, ILogger<VerificationCheck> logger) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
    {
        next(application);
        var endpoints = (application.ApplicationServices.GetService<EndpointDataSource>()?.Endpoints ?? []).Where(EndpointVerification.IsAskedBy).ToList();
        var problems = endpoints.Select(verification.ProblemOf).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            throw new InvalidOperationException(string.Join(' ', problems));
        }

        foreach (var endpoint in endpoints)
        {
            foreach (var source in EndpointVerification.SourcesOf(endpoint).Where(source => sources.Find(source) is null))
            {
                Log.NoSuchSource(logger, endpoint.DisplayName, source);
            }
        }
    };
}
