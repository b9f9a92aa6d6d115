using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ShopWebhooks.Providers.Keys;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers.Schemes;

/// <summary>
/// Amazon SNS: RSA with SHA-1 (version 1) or SHA-256 (version 2), in base64 in the field <c>Signature</c>, of certain other fields of the body.
/// The secret is the ARN of the topic, which must be that of the message; the certificate is one of Amazon SNS.
/// </summary>
/// <remarks>
/// <para>
/// Names and values stand on lines of their own, and whoever may publish to a topic, as anyone may to one of his own, chooses the text of one:
/// <c>Message</c>. So that this is the only one that can hold a line break, the others are held to one line and the type to the three there
/// are; a signed text then has one reading.
/// </para>
/// <para>The time is that of publishing, and is not held to the tolerance; by its id a message is taken once.</para>
/// </remarks>
internal sealed partial class AwsSnsScheme : FetchedKeyScheme
{
    private static readonly string[] OfNotification = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
    private static readonly string[] OfConfirmation = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

    public override VerificationFailure? Find<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, out WebhookKeyReference? key)
    {
        key = null;
        if (StrictJson.Read(request.Body, Read) is not { } message)
        {
            return VerificationFailure.MissingHeader;
        }

        if (PinnedAddress.Read(message.Certificate, Host().IsMatch) is not { } address || address.Query.Length > 0
            || !address.AbsolutePath.EndsWith(".pem", StringComparison.Ordinal))
        {
            return VerificationFailure.MalformedHeader;
        }

        key = new WebhookKeyReference(address);
        return IsOf(message.Topic, secrets) ? null : VerificationFailure.SignatureMismatch;
    }

    public override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, PublicKey key, TimeSpan tolerance, DateTimeOffset now)
    {
        if (StrictJson.Read(request.Body, Read) is not { } message)
        {
            return new VerificationResult(VerificationFailure.MissingHeader);
        }

        var hash = message.Version == "2" ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1;
        return IsOf(message.Topic, secrets)
            && SignatureText.ReadBase64(message.Signature) is { } signature
            && key.VerifyRsa(Encoding.UTF8.GetBytes(message.Content), signature, hash)
                ? new VerificationResult(new VerifiedWebhook(message.Id, TimestampText.ReadIso(message.Time), request.Body))
                : new VerificationResult(VerificationFailure.SignatureMismatch);
    }

    public override string ToString() => "RSA of certain fields of the body in its field Signature, base64, by a certificate of Amazon SNS";

    private static Message? Read(JsonElement root)
    {
        string[]? names = StrictJson.TextOf(root, "Type") switch
        {
            "Notification" => OfNotification,
            "SubscriptionConfirmation" or "UnsubscribeConfirmation" => OfConfirmation,
            _ => null,
        };
        if (names is null || StrictJson.IsAmbiguous(root))
        {
            return null;
        }

        var content = new StringBuilder();
        foreach (var name in names)
        {
            // Only what is not there is left out: a subject that is no text would not be signed, and be read all the same.
            if (name == "Subject" && !root.TryGetProperty(name, out _))
            {
                continue;
            }

            if (StrictJson.TextOf(root, name) is not { } value || (name != "Message" && value.Contains('\n', StringComparison.Ordinal)))
            {
                return null;
            }

            content.Append(name).Append('\n').Append(value).Append('\n');
        }

        return StrictJson.TextOf(root, "SignatureVersion") is { } version and ("1" or "2")
            && StrictJson.TextOf(root, "Signature") is { } signature
            && StrictJson.TextOf(root, "SigningCertURL") is { } certificate
            && StrictJson.TextOf(root, "TopicArn") is { } topic
            && StrictJson.TextOf(root, "MessageId") is { } id && HeaderLine.IsId(id)
                ? new Message(id, topic, StrictJson.TextOf(root, "Timestamp")!, version, signature, certificate, content.ToString())
                : null;
    }

    private static bool IsOf(string topic, ReadOnlySpan<WebhookSecret> secrets)
    {
        foreach (var secret in secrets)
        {
            if (secret.Key.SequenceEqual(Encoding.UTF8.GetBytes(topic)))
            {
                return true;
            }
        }

        return false;
    }

    // A region, and nothing else that may stand there: sns.s3.amazonaws.com is somebody's bucket.
    [GeneratedRegex(@"^sns\.[a-z]{2}(-[a-z]{1,10}){1,3}-[0-9]{1,2}\.amazonaws\.com(\.cn)?\z")]
    private static partial Regex Host();

    private sealed record Message(string Id, string Topic, string Time, string Version, string Signature, string Certificate, string Content);
}
