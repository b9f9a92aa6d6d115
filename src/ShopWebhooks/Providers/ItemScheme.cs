using System.Text.Json;
using System.Text.Json.Nodes;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <summary>A scheme that has a signature in each item of an array of the body. One wrong item makes the whole invalid.</summary>
internal abstract class ItemScheme : BodyScheme
{
    /// <summary>The name of the array.</summary>
    protected abstract string Items { get; }

    internal sealed override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        if (!JsonBody.TryRead(request.Body, out var document))
        {
            return new VerificationResult(VerificationFailure.MissingHeader);
        }

        using (document)
        {
            // Of no item nothing would be signed.
            if (!JsonBody.TryFind(document.RootElement, out var items, Items)
                || items.ValueKind != JsonValueKind.Array
                || items.GetArrayLength() == 0)
            {
                return new VerificationResult(VerificationFailure.MissingHeader);
            }

            foreach (var item in items.EnumerateArray())
            {
                if (Verify(item, secrets) is { } failure)
                {
                    return new VerificationResult(failure);
                }
            }

            return new VerificationResult(new VerifiedWebhook(null, null, request.Body));
        }
    }

    internal sealed override byte[] SignBody(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets)
    {
        var body = JsonBody.Parse(webhook.Body);
        if (body[Items] is not JsonArray { Count: > 0 } items)
        {
            throw new ArgumentException($"The body of the webhook has no items in '{Items}' to sign; add one.", nameof(webhook));
        }

        foreach (var item in items)
        {
            Sign(
                item as JsonObject ?? throw new ArgumentException($"An item in '{Items}' of the body is not a JSON object.", nameof(webhook)),
                secrets[0]);
        }

        return JsonBody.Write(body);
    }

    /// <summary>Checks one item. Null: it is right.</summary>
    protected abstract VerificationFailure? Verify(JsonElement item, ReadOnlySpan<WebhookSecret> secrets);

    /// <summary>Puts the signature into one item.</summary>
    protected abstract void Sign(JsonObject item, WebhookSecret secret);
}
