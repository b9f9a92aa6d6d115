using Microsoft.AspNetCore.Mvc.Filters;

namespace ShopWebhooks.AspNetCore.Tests;

/// <summary>A filter as an application writes it: resource filters run before the body is bound.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class VerifiesBeforeBindingAttribute : Attribute, IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var verification = await context.HttpContext.Request.VerifyWebhookAsync("shopbotly", context.HttpContext.RequestAborted);
        if (!verification.IsValid)
        {
            context.Result = verification.ToActionResult();
            return;
        }

        await next();
    }
}
