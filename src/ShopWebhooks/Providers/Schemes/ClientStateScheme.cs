using System.Text;
using System.Text.Json;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers.Schemes;

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
            if (!ActiveSecrets.Hold(secrets, Encoding.UTF8.GetBytes(state!)))
            {
                return new VerificationResult(VerificationFailure.SignatureMismatch);
            }
        }

        return new VerificationResult(new VerifiedWebhook(null, null, request.Body));
    }

    internal override byte[] SignBody(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets)
    {
        var isList = StrictJson.Read(webhook.Body.ToArray(), Read) is { Count: > 0 };
        var state = Encoding.UTF8.GetString(secrets[0].Key);
        return StrictJson.Change(webhook.Body, "The body of Microsoft Graph is a JSON object with a list 'value' of objects", body =>
        {
            foreach (var item in isList ? body[Items]!.AsArray() : [])
            {
                item![State] = state;
            }

            return isList;
        });
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
}
