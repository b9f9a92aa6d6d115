// snippet: verified-controller
using Microsoft.AspNetCore.Mvc;
using ShopWebhooks.AspNetCore;
using ShopWebhooks.Events;
// end

namespace Shop;

// snippet: verified-controller
[ApiController]
public sealed class OrdersController : ControllerBase
{
    [HttpPost("hooks/new-orders"), VerifyWebhook("shopbotly")]
    public IActionResult Receive([FromBody] NewOrder order)
    {
        Console.WriteLine($"{order.CustomerId}: {order.Status}, says {Request.GetVerifiedWebhook().Source}.");
        return Ok();
    }
}
// end
