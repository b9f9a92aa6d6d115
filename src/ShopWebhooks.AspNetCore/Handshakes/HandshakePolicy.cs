using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using ShopWebhooks.AspNetCore.Receiving;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>Has the mapped route step back, by any method but POST, where the application has an endpoint of its own at the same pattern.</summary>
/// <remarks>
/// The route takes the methods of all handshakes, since configuration may bring any source to it: the application's own page at that
/// address, which was there before, would be ambiguous with it. A second endpoint for POST stays ambiguous: one of them would lose webhooks.
/// </remarks>
internal sealed class HandshakePolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    // After those that rule endpoints out, by host or content type, so that it steps back behind none that is not called.
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(IsMapped) && !endpoints.All(IsMapped);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count && !HttpMethods.IsPost(httpContext.Request.Method); i++)
        {
            if (candidates.IsValidCandidate(i) && IsMapped(candidates[i].Endpoint) && HasEqual(candidates, candidates[i].Score))
            {
                candidates.SetValidity(i, false);
            }
        }

        return Task.CompletedTask;
    }

    private static bool HasEqual(CandidateSet candidates, int score)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && candidates[i].Score == score && !IsMapped(candidates[i].Endpoint))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMapped(Endpoint endpoint) => endpoint.Metadata.GetMetadata<WebhookRoute>() is not null;
}
