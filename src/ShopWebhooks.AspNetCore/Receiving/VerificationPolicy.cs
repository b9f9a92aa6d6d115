using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>Routing's own place to put one endpoint where another was chosen: the verified one, where verification is asked for.</summary>
/// <remarks>
/// A convention can wrap an endpoint, too, but only the one it is called on: it never sees an endpoint that only bears the attribute. A
/// filter of MVC sees that, but no minimal API; and a filter of those comes after binding. Both are there as well, but only to refuse what
/// nobody has verified: without this policy, or past routing, by who takes an endpoint out of the data source and calls it.
/// </remarks>
internal sealed class VerificationPolicy(EndpointVerification verification) : MatcherPolicy, IEndpointSelectorPolicy
{
    // After all others, those of MVC that put real endpoints in the place of dynamic ones among them.
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        ContainsDynamicEndpoints(endpoints) || endpoints.Any(EndpointVerification.IsAskedBy);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && EndpointVerification.IsAskedBy(candidates[i].Endpoint))
            {
                candidates.ReplaceEndpoint(i, verification.Before(candidates[i].Endpoint), candidates[i].Values);
            }
        }

        return Task.CompletedTask;
    }
}
