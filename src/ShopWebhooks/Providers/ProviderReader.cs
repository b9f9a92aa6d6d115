using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Unicode;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Providers;

/// <summary>Reads a verified request as its provider declares it: event type, payload, id, and what duplicates are known by.</summary>
/// <remarks>
/// The JSON reader reports bad JSON by exception and has no other way. They end here; only senders that were verified get this far, so their
/// cost is nobody's weapon.
/// </remarks>
internal static class ProviderReader
{
    private const int LongestId = 256;
    private const int LongestKeptHeader = 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a request that was verified. False when it is not what the provider sends.</summary>
    public static bool TryRead<THeaders>(
        WebhookProvider provider, THeaders headers, in VerifiedWebhook webhook, EventCatalog catalog, out ProviderMessage message)
        where THeaders : IWebhookHeaders
    {
        if (provider.EventType.Count > 0)
        {
            return TryReadForeign(provider, headers, webhook, catalog, out message);
        }

        var isRead = EventEnvelope.TryRead(webhook.Body, catalog, out var envelope);
        var id = webhook.Id ?? Find(provider.MessageId, headers, default, out _);
        message = isRead
            ? new ProviderMessage(envelope.EventType, envelope.Payload, id, DedupeKey(provider, headers, webhook, default), Keep(provider, headers))
            : default;
        return isRead;
    }

    private static bool TryReadForeign<THeaders>(
        WebhookProvider provider, THeaders headers, in VerifiedWebhook webhook, EventCatalog catalog, out ProviderMessage message)
        where THeaders : IWebhookHeaders
    {
        message = default;
        if (!TryGetPayload(headers, webhook.Body, out var payload))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(payload, Strict);
            var root = document.RootElement;
            if (root.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)
                || Find(provider.EventType, headers, root, out _) is not { } name
                || $"{provider.EventPrefix}.{name}" is not { Length: <= EventTypeName.MaxLength } type
                || !EventTypeName.IsReceivable(type))
            {
                return false;
            }

            message = new ProviderMessage(
                catalog.Intern(type),
                root.ValueKind == JsonValueKind.Array ? Wrap(payload.Span) : payload,
                webhook.Id ?? Find(provider.MessageId, headers, root, out _),
                DedupeKey(provider, headers, webhook, root),
                Keep(provider, headers));
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an unpaired surrogate in a text.
            return false;
        }
    }

    private static bool TryGetPayload<THeaders>(THeaders headers, ReadOnlyMemory<byte> body, out ReadOnlyMemory<byte> payload)
        where THeaders : IWebhookHeaders
    {
        payload = body;
        if (!Utf8.IsValid(body.Span))
        {
            return false;
        }

        if (FormBody.IsForm(headers))
        {
            payload = FormBody.ToJson(body.Span);
        }

        return true;
    }

    // An id from where anyone could have changed it is none to know duplicates by: the body is. Without any id, two genuine messages can be
    // the same to the byte, and both count.
    private static string? DedupeKey<THeaders>(WebhookProvider provider, THeaders headers, in VerifiedWebhook webhook, JsonElement root)
        where THeaders : IWebhookHeaders
    {
        if (webhook.Id is { } signed)
        {
            return signed;
        }

        if (provider.MessageId.Count == 0)
        {
            return null;
        }

        var id = Find(provider.MessageId, headers, root, out var place);
        return id is not null && (place == FieldPlace.Body || provider.Scheme is TokenScheme)
            ? id
            : string.Create(CultureInfo.InvariantCulture, $"sha256:{Convert.ToHexStringLower(SHA256.HashData(webhook.Body.Span))}");
    }

    private static List<KeyValuePair<string, string>> Keep<THeaders>(WebhookProvider provider, THeaders headers)
        where THeaders : IWebhookHeaders
    {
        var kept = new List<KeyValuePair<string, string>>(provider.KeptHeaders.Count + 2);
        foreach (var name in provider.KeptHeaders)
        {
            if (headers.Find(name, out var value) == 1 && value is not null && StoredText.Problem(value, LongestKeptHeader) is null)
            {
                kept.Add(new(name.ToLowerInvariant(), value));
            }
        }

        return kept;
    }

    private static string? Find<THeaders>(IReadOnlyList<WebhookField> fields, THeaders headers, JsonElement root, out FieldPlace place)
        where THeaders : IWebhookHeaders
    {
        foreach (var field in fields)
        {
            var text = field.Place switch
            {
                FieldPlace.Constant => field.Text,
                FieldPlace.Header => headers.Find(field.Text, out var value) == 1 ? value : null,
                _ => FindInBody(root, field.Text),
            };
            if (text is { Length: > 0 and <= LongestId } && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                place = field.Place;
                return text;
            }
        }

        place = default;
        return null;
    }

    private static string? FindInBody(JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.GetRawText(),
            _ => null,
        };
    }

    private static byte[] Wrap(ReadOnlySpan<byte> array) => [.. "{\"items\":"u8, .. array, (byte)'}'];
}
