using Microsoft.AspNetCore.Mvc;
using ShopWebhooks.Events;

namespace ShopWebhooks.AspNetCore.Tests;

/// <summary>A controller without a route of its own; public, because MVC finds no others.</summary>
public sealed class ConventionalController : Controller
{
    [HttpPost, VerifyWebhook("shopbotly")]
    public IActionResult Receive([FromBody] NewOrder order) => Content($"{order?.CustomerId} {Request.GetVerifiedWebhook().Id}");

    [HttpPost]
    public IActionResult Take() => Ok();
}
