// snippet: controller
using Microsoft.AspNetCore.Mvc;
using ShopWebhooks;
using ShopWebhooks.AspNetCore;
using ShopWebhooks.Signing;
// end

namespace Shop;

// snippet: controller
[ApiController]
public sealed class HooksController(IWebhookReceiver receiver) : ControllerBase
{
    [HttpPost("hooks/orders")]
    public async Task<IActionResult> ReceiveAsync(CancellationToken cancellationToken)
    {
        VerificationResult verification = await Request.VerifyWebhookAsync("shopbotly", cancellationToken);
        if (verification.Webhook is not { } webhook)
        {
            return verification.ToActionResult();
        }

        ReceiveResult received = await receiver.AcceptAsync(webhook, cancellationToken);
        return received.ToActionResult();
    }
}
// end
