using ShopWebhooks.Providers.Schemes;

namespace ShopWebhooks.Providers;

/// <content>Those who sign with a key of their own, whose public half or certificate verifies.</content>
public static partial class WebhookProviders
{
    /// <summary>Paddle Classic; the secret is the account's public key, in PEM.</summary>
    /// <remarks>Source: <see href="https://developer.paddle.com/classic/webhooks/verifying-webhooks"/>.</remarks>
    public static WebhookProvider PaddleClassic { get; } = new()
    {
        Name = "paddle-classic",
        Scheme = new PaddleClassicScheme(),
        EventType = [WebhookField.Body("alert_name")],
        MessageId = [WebhookField.Body("alert_id")],
        ContentTypes = [Form],
    };

    /// <summary>SendGrid's event webhook; the secret is its verification key. One request may hold several events.</summary>
    /// <remarks>
    /// Source:
    /// <see href="https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features"/>.
    /// </remarks>
    public static WebhookProvider SendGrid { get; } = new()
    {
        Name = "sendgrid",
        Scheme = new SendGridScheme(),
        EventType = [WebhookField.Constant("events")],
        MessageId = [WebhookField.BodyHash],
    };

    /// <summary>PayPal; the secret is the id of the webhook. Its certificate is fetched from PayPal.</summary>
    /// <remarks>Source: <see href="https://developer.paypal.com/api/rest/webhooks/rest/"/>.</remarks>
    public static WebhookProvider PayPal { get; } = new()
    {
        Name = "paypal",
        Scheme = new PayPalScheme(),
        EventType = [WebhookField.Body("event_type")],
    };

    /// <summary>Plaid; the secret is <c>client_id:secret</c>, for which Plaid gives the key of a webhook.</summary>
    /// <remarks>Source: <see href="https://plaid.com/docs/api/webhooks/webhook-verification/"/>.</remarks>
    public static WebhookProvider Plaid { get; } = new()
    {
        Name = "plaid",
        Scheme = new PlaidScheme(),
        EventType = [WebhookField.Body("webhook_code")],
        MessageId = [WebhookField.BodyHash],
    };

    /// <summary>FusionAuth; the secret is the text of an HMAC key, or a public key in PEM.</summary>
    /// <remarks>Source: <see href="https://fusionauth.io/docs/extend/events-and-webhooks/signing"/>.</remarks>
    public static WebhookProvider FusionAuth { get; } = new()
    {
        Name = "fusionauth",
        Scheme = new FusionAuthScheme(),
        EventType = [WebhookField.Body("event.type")],
        MessageId = [WebhookField.Body("event.id"), WebhookField.BodyHash],
    };

    /// <summary>Amazon SNS; the secret is the ARN of the topic. Its certificate is fetched from Amazon.</summary>
    /// <remarks>Source: <see href="https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html"/>.</remarks>
    public static WebhookProvider AwsSns { get; } = new()
    {
        Name = "aws-sns",
        Scheme = new AwsSnsScheme(),
        EventType = [WebhookField.Body("Type")],
        ContentTypes = [Json, "text/plain"],
        KeptHeaders = ["x-amz-sns-topic-arn"],
        Handshake = WebhookHandshake.AwsSnsConfirmation,
    };
}
