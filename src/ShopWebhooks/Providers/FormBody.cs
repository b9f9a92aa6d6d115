using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <summary>A body of <c>application/x-www-form-urlencoded</c>.</summary>
internal static class FormBody
{
    public const string MediaType = "application/x-www-form-urlencoded";

    /// <summary>Far more than any provider sends. To sort as many as a body can hold would be work for whoever asks.</summary>
    public const int MostFields = 1000;

    public static bool HasTooManyFields(ReadOnlySpan<byte> body) => body.Count((byte)'&') >= MostFields;

    public static bool IsForm<THeaders>(THeaders headers)
        where THeaders : IWebhookHeaders =>
        headers.Find("content-type", out var value) == 1
        && MediaTypeHeaderValue.TryParse(value, out var type)
        && MediaType.Equals(type.MediaType, StringComparison.OrdinalIgnoreCase);

    /// <summary>The fields, decoded, in their order. A field without a value has the empty one.</summary>
    /// <returns>Null where one is no UTF-8: replaced by what stands for that, many a field would be the same.</returns>
    public static List<KeyValuePair<string, string>>? Read(ReadOnlySpan<byte> body)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var range in body.Split((byte)'&'))
        {
            var field = body[range];
            if (field.IsEmpty)
            {
                continue;
            }

            var equals = field.IndexOf((byte)'=');
            if (Decode(equals < 0 ? field : field[..equals]) is not { } name || Decode(equals < 0 ? [] : field[(equals + 1)..]) is not { } value)
            {
                return null;
            }

            fields.Add(new(name, value));
        }

        return fields;
    }

    /// <summary>Name and value of each field, one behind the other, sorted by name and then by value; a pair that comes again counts once.</summary>
    /// <returns>Null where a field is no UTF-8.</returns>
    public static string? ToSortedText(ReadOnlySpan<byte> body) => Read(body) is not { } fields ? null : string.Concat(fields.Distinct()
        .OrderBy(field => field.Key, StringComparer.Ordinal).ThenBy(field => field.Value, StringComparer.Ordinal)
        .Select(field => field.Key + field.Value));

    /// <summary>
    /// The fields as a JSON object of texts; a name that is there more than once has an array of them. A form with one field
    /// <c>payload</c> whose value is JSON, as GitHub and Slack send it, is that value.
    /// </summary>
    /// <returns>Null where a field is no UTF-8.</returns>
    public static byte[]? ToJson(ReadOnlySpan<byte> body)
    {
        if (Read(body) is not { } fields)
        {
            return null;
        }

        if (fields is [{ Key: "payload", Value: { } payload }])
        {
            return Encoding.UTF8.GetBytes(payload);
        }

        var json = new ArrayBufferWriter<byte>(body.Length + 2);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var field in fields.GroupBy(field => field.Key, StringComparer.Ordinal))
            {
                string[] values = [.. field.Select(each => each.Value)];
                if (values is [var value])
                {
                    writer.WriteString(field.Key, value);
                    continue;
                }

                writer.WriteStartArray(field.Key);
                foreach (var each in values)
                {
                    writer.WriteStringValue(each);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return json.WrittenSpan.ToArray();
    }

    private static string? Decode(ReadOnlySpan<byte> text)
    {
        var bytes = WebUtility.UrlDecodeToBytes(text.ToArray(), 0, text.Length);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
    }
}
