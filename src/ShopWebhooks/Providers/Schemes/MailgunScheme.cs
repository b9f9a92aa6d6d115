using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers.Schemes;

/// <summary>Mailgun: HMAC-SHA256, in hexadecimal digits, of a time and a token, all three in the field <c>signature</c> of the body.</summary>
/// <remarks>
/// Nothing else of the body is signed: that a token is taken once is all that keeps one signature from serving another body. The webhook of a
/// subaccount also has a <c>parent-signature</c> by the key of the account above it, and either is enough.
/// </remarks>
internal sealed class MailgunScheme : WebhookScheme
{
    private const string Own = "signature";
    private const string Parent = "parent-signature";
    private const int LongestText = 256;
    private const int TokenBytes = 25;

    public override bool SignsTime => true;

    internal override bool BindsBody => false;

    internal override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        var failure = VerificationFailure.MissingHeader;
        foreach (var (timestamp, token, signature) in StrictJson.Read(request.Body, Signatures) ?? [])
        {
            if (token.Length is 0 or > LongestText)
            {
                failure = VerificationFailure.MalformedHeader;
            }
            else if (TimestampText.Check(timestamp, TimestampFormat.UnixSeconds, tolerance, now, out var time) is { } fault)
            {
                failure = fault;
            }
            else if (ActiveSecrets.HaveSigned(secrets, SignatureAlgorithm.HmacSha256, SignatureEncoding.Hex, signature, timestamp, token))
            {
                // The token that was found right, and no other: by it a signature that is used again is known.
                return new VerificationResult(new VerifiedWebhook(token, time, request.Body));
            }
            else
            {
                failure = VerificationFailure.SignatureMismatch;
            }
        }

        return new VerificationResult(failure);
    }

    internal override byte[] SignBody(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets)
    {
        Span<char> time = stackalloc char[32];
        var timestamp = time[..TimestampText.Write(webhook.Timestamp, TimestampFormat.UnixSeconds, time)].ToString();
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        Span<byte> mac = stackalloc byte[SHA256.HashSizeInBytes];
        secrets[0].Sign(SignatureAlgorithm.HmacSha256, timestamp, token, mac);
        var signature = new JsonObject { ["timestamp"] = timestamp, ["token"] = token, [Own] = Convert.ToHexStringLower(mac) };
        return StrictJson.Change(webhook.Body, "Mailgun's body is a JSON object", body =>
        {
            if (body is JsonObject root)
            {
                root[Own] = signature;
            }

            return body is JsonObject;
        });
    }

    public override string ToString() => "HMAC-SHA256 of time and token, all three in the field signature of the body, hex";

    private static List<(string Timestamp, string Token, string Signature)> Signatures(JsonElement root)
    {
        var found = new List<(string, string, string)>();
        foreach (var name in new[] { Own, Parent })
        {
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var each)
                && StrictJson.TextOf(each, "timestamp") is { } timestamp
                && StrictJson.TextOf(each, "token") is { } token
                && StrictJson.TextOf(each, Own) is { } signature)
            {
                found.Add((timestamp, token, signature));
            }
        }

        return found;
    }
}
