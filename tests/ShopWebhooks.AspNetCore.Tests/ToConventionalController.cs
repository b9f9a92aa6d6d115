using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Routing;
using Microsoft.AspNetCore.Routing;

namespace ShopWebhooks.AspNetCore.Tests;

/// <summary>Routes everything to the one action of <see cref="ConventionalController"/>, and decides so at each request.</summary>
internal sealed class ToConventionalController : DynamicRouteValueTransformer
{
    public override ValueTask<RouteValueDictionary> TransformAsync(HttpContext httpContext, RouteValueDictionary values) =>
        ValueTask.FromResult(new RouteValueDictionary(new { controller = "Conventional", action = nameof(ConventionalController.Receive) }));
}
