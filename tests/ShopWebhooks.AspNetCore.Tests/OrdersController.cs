using Microsoft.AspNetCore.Mvc;
using ShopWebhooks.Events;

namespace ShopWebhooks.AspNetCore.Tests;

/// <summary>A controller as an application writes it; public, because MVC finds no others.</summary>
[ApiController]
public sealed class OrdersController(IWebhookReceiver receiver) : ControllerBase
{
    [HttpPost("/mvc/verify")]
    public async Task<IActionResult> VerifyAsync(CancellationToken cancellationToken) =>
        (await Request.VerifyWebhookAsync("shopbotly", cancellationToken)).ToActionResult();

    [HttpPost("/mvc/hand-over")]
    public async Task<IActionResult> HandOverAsync(CancellationToken cancellationToken)
    {
        var verification = await Request.VerifyWebhookAsync("shopbotly", cancellationToken);
        if (verification.Webhook is not { } webhook)
        {
            return verification.ToActionResult();
        }

        return (await receiver.AcceptAsync(webhook, cancellationToken)).ToActionResult();
    }

    [HttpPost("/mvc/bind"), VerifiesBeforeBinding]
    public IActionResult Bind([FromBody] NewOrder order) =>
        order is { CustomerId: "SB-9921" } && order.Status == OrderStatus.Paid ? Accepted() : BadRequest();

    [HttpPost("/mvc/too-late")]
    public async Task<IActionResult> VerifyTooLateAsync([FromBody] NewOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        return (await Request.VerifyWebhookAsync("shopbotly", cancellationToken)).ToActionResult();
    }

    [HttpPost("/mvc/attribute"), VerifyWebhook("shopbotly")]
    public IActionResult BindVerified([FromBody] NewOrder order) => Content($"{order?.CustomerId} {Request.GetVerifiedWebhook().Id}");

    [HttpPost("/mvc/{source}/attribute"), VerifyWebhook]
    public IActionResult BindVerifiedFromRoute([FromBody] NewOrder order) => Content($"{order?.CustomerId} {Request.GetVerifiedWebhook().Id}");
}
