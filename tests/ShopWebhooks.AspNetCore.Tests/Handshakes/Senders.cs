using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Tests.Handshakes;

/// <summary>An application's own providers that shake hands as others do.</summary>
internal static class Senders
{
    public static WebhookProvider MicrosoftGraph { get; } = Like(WebhookHandshake.MicrosoftGraphValidation);

    public static WebhookProvider AwsSns { get; } = Like(WebhookHandshake.AwsSnsConfirmation);

    /// <summary>One that signs the body.</summary>
    public static WebhookProvider Like(WebhookHandshake handshake) => new()
    {
        Name = "own",
        Scheme = new HmacScheme { SignatureHeaders = ["X-Signature"] },
        EventType = [WebhookField.Body("type"), WebhookField.Constant("event")],
        Handshake = handshake,
    };
}
