using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>Builds the endpoints when all of them are mapped, so that what is wrong with one ends the start and not the first request.</summary>
internal sealed class VerificationCheck(EndpointVerification verification) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
    {
        next(application);
        var endpoints = application.ApplicationServices.GetService<EndpointDataSource>()?.Endpoints ?? [];
        var problems = endpoints.Where(EndpointVerification.IsAskedBy).Select(verification.ProblemOf).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            throw new InvalidOperationException(string.Join(' ', problems));
        }
    };
}
