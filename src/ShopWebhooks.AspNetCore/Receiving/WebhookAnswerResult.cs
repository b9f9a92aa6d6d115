using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>An answer as MVC controllers and minimal APIs return it.</summary>
internal sealed class WebhookAnswerResult(WebhookAnswer answer) : IActionResult, IResult
{
    public Task ExecuteResultAsync(ActionContext context) => ExecuteAsync(context.HttpContext);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        answer.WriteTo(httpContext.Response);
        return Task.CompletedTask;
    }
}
