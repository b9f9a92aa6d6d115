using Microsoft.AspNetCore.Mvc;
using ShopWebhooks.Events;

namespace ShopWebhooks.AspNetCore.Tests;

/// <summary>A controller all of whose actions are verified before they are bound; public, because MVC finds no others.</summary>
[ApiController, VerifyWebhook("shopbotly")]
public sealed class VerifiedController(IWebhookReceiver receiver) : ControllerBase
{
    [HttpPost("/mvc/verified")]
    public IActionResult Bind([FromBody] NewOrder order) => Content($"{order?.CustomerId} {Request.GetVerifiedWebhook().Id}");

    [HttpPost("/mvc/verified/hand-over")]
    public async Task<IActionResult> HandOverAsync([FromBody] NewOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        return (await receiver.AcceptAsync(Request.GetVerifiedWebhook(), cancellationToken)).ToActionResult();
    }

    [HttpPost("/mvc/verified/again")]
    public async Task<IActionResult> VerifyAgainAsync([FromBody] NewOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        return (await Request.VerifyWebhookAsync("shopbotly", cancellationToken)).ToActionResult();
    }
}
