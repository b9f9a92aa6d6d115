using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using ShopWebhooks.Events;
using ShopWebhooks.Receiving;
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

    /// <summary>Reads a request that was verified for a source. Null when it is not what the provider sends.</summary>
    public static ProviderMessage? Read<THeaders>(WebhookSource source, THeaders headers, in VerifiedWebhook webhook, EventCatalog catalog)
        where THeaders : IWebhookHeaders
    {
        var provider = source.Provider;
        if (provider.EventType.Count > 0)
        {
            return ReadForeign(source, headers, webhook, catalog);
        }

        if (!EventEnvelope.TryRead(webhook.Body, catalog, out var envelope))
        {
            return null;
        }

        var id = Identify(source, headers, webhook, default, out var dedupeKey);
        return new ProviderMessage(source.Name, envelope.EventType, envelope.Payload, id, dedupeKey, Keep(source, headers));
    }

    private static ProviderMessage? ReadForeign<THeaders>(WebhookSource source, THeaders headers, in VerifiedWebhook webhook, EventCatalog catalog)
        where THeaders : IWebhookHeaders
    {
        var provider = source.Provider;
        if (!TryGetPayload(provider, headers, webhook.Body, out var payload))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(payload, StrictJson.Options);
            var root = document.RootElement;
            if (root.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)
                || Find(provider.EventType, headers, root, out _) is not { } name
                || $"{provider.EventPrefix}.{name}" is not { Length: <= EventTypeName.MaxLength } type
                || !EventTypeName.IsReceivable(type))
            {
                return null;
            }

            var id = Identify(source, headers, webhook, root, out var dedupeKey);
            payload = root.ValueKind == JsonValueKind.Array ? Wrap(payload.Span) : payload;
            return new ProviderMessage(source.Name, catalog.Intern(type), payload, id, dedupeKey, Keep(source, headers));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an unpaired surrogate in a text.
            return null;
        }
    }

    private static bool TryGetPayload<THeaders>(
        WebhookProvider provider, THeaders headers, ReadOnlyMemory<byte> body, out ReadOnlyMemory<byte> payload)
        where THeaders : IWebhookHeaders
    {
        payload = body;
        if (!Utf8.IsValid(body.Span))
        {
            return false;
        }

        if (!IsForm(provider, headers))
        {
            return true;
        }

        payload = FormBody.ToJson(body.Span);
        return !payload.IsEmpty;
    }

    // Without a content type, a body is what the provider sends, and what its scheme has verified it as.
    private static bool IsForm<THeaders>(WebhookProvider provider, THeaders headers)
        where THeaders : IWebhookHeaders => headers.Find("content-type", out _) == 0
            ? provider.Scheme.SignsForm || provider.ContentTypes is [FormBody.MediaType, ..]
            : FormBody.IsForm(headers);

    // An id from where anyone could have changed it is none to know duplicates by: what is signed is, with the time where that is signed, since
    // the bodies of two messages can be the same. Whether there is such an id does not count, since anyone could have taken it away. Where the
    // provider has none at all, two genuine messages can be the same to the byte, and both count.
    private static string? Identify<THeaders>(
        WebhookSource source, THeaders headers, in VerifiedWebhook webhook, JsonElement root, out string? dedupeKey)
        where THeaders : IWebhookHeaders
    {
        var provider = source.Provider;
        var place = FieldPlace.Body;
        var id = webhook.Id ?? Find(provider.MessageId, headers, root, out place);
        var isSigned = webhook.Id is not null || (place == FieldPlace.Body && webhook.SignedDigest is null) || provider.Scheme is TokenScheme;
        if (!source.Options.Deduplicate || (webhook.Id is null && provider.MessageId.Count == 0))
        {
            dedupeKey = null;
        }
        else if (id is not null && isSigned)
        {
            dedupeKey = id;
        }
        else
        {
            var digest = webhook.SignedDigest ?? ContentDigest.Of(webhook.Body.Span);
            var isInHeader = provider.MessageId.Any(field => field.Place == FieldPlace.Header);
            dedupeKey = isInHeader && webhook.Timestamp is { } signedAt
                ? string.Create(CultureInfo.InvariantCulture, $"{digest} {signedAt.ToUnixTimeMilliseconds()}")
                : digest;
        }

        return id;
    }

    private static List<KeyValuePair<string, string>> Keep<THeaders>(WebhookSource source, THeaders headers)
        where THeaders : IWebhookHeaders
    {
        var kept = new List<KeyValuePair<string, string>>();
        foreach (var name in source.Provider.KeptHeaders.Union(source.Options.KeptHeaders, StringComparer.OrdinalIgnoreCase))
        {
            // A control character is none that a header has, and would be somebody's log line or terminal command where a handler writes it.
            if (headers.Find(name, out var value) == 1 && value is not null && StoredText.Problem(value, LongestKeptHeader) is null
                && !value.Any(char.IsControl))
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
                FieldPlace.BodyHash => null,
                FieldPlace.Header => headers.Find(field.Text, out var value) == 1 && (field.Only ?? value) == value ? value : null,
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
