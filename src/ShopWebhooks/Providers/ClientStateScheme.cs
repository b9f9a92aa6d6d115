using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <summary>Microsoft Graph: nothing is signed; every notification of the list <c>value</c> holds the secret as its <c>clientState</c>.</summary>
internal sealed class ClientStateScheme : WebhookScheme
{
    private const string Items = "value";
    private const string State = "clientState";

    internal override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        if (StrictJson.Read(request.Body, Read) is not { Count: > 0 } states || states.Contains(null))
        {
            return new VerificationResult(VerificationFailure.MissingHeader);
        }

        foreach (var state in states)
        {
            if (!IsOneOf(state!, secrets))
            {
                return new VerificationResult(VerificationFailure.SignatureMismatch);
            }
        }

        return new VerificationResult(new VerifiedWebhook(null, null, request.Body));
    }

    internal override byte[] SignBody(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets)
    {
        if (StrictJson.Read(webhook.Body.ToArray(), Read) is not { Count: > 0 })
        {
            throw new ArgumentException("The body of Microsoft Graph is a JSON object with a list 'value' of objects; this one is not.", nameof(webhook));
        }

        var body = JsonNode.Parse(webhook.Body)!;
        foreach (var item in body[Items]!.AsArray())
        {
            item![State] = Encoding.UTF8.GetString(secrets[0].Key);
        }

        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    public override string ToString() => "the secret itself in the clientState of each notification, nothing signed";

    private static List<string?>? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(Items, out var items) || items.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var states = new List<string?>();
        foreach (var item in items.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            states.Add(StrictJson.TextOf(item, State));
        }

        return states;
    }

    // Of hashes, so that the time tells nothing of the length either.
    private static bool IsOneOf(string state, ReadOnlySpan<WebhookSecret> secrets)
    {
        Span<byte> sent = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(state), sent);
        foreach (var secret in secrets)
        {
            SHA256.HashData(secret.Key, expected);
            if (CryptographicOperations.FixedTimeEquals(sent, expected))
            {
                return true;
            }
        }

        return false;
    }
}
