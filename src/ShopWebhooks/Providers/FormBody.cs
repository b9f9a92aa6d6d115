using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <summary>A body of <c>application/x-www-form-urlencoded</c>.</summary>
internal static class FormBody
{
    public const string MediaType = "application/x-www-form-urlencoded";

    public static bool IsForm<THeaders>(THeaders headers)
        where THeaders : IWebhookHeaders =>
        headers.Find("content-type", out var value) == 1
        && MediaTypeHeaderValue.TryParse(value, out var type)
        && MediaType.Equals(type.MediaType, StringComparison.OrdinalIgnoreCase);

    /// <summary>The fields, decoded, in their order. A field without a value has the empty one.</summary>
    public static List<KeyValuePair<string, string>> Read(ReadOnlySpan<byte> body)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var field in Encoding.UTF8.GetString(body).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            fields.Add(new(WebUtility.UrlDecode(equals < 0 ? field : field[..equals]), equals < 0 ? "" : WebUtility.UrlDecode(field[(equals + 1)..])));
        }

        return fields;
    }

    /// <summary>
    /// The fields as a JSON object of texts; a name that is there more than once has an array of them. A form with one field
    /// <c>payload</c>, as GitHub and Slack send it, or <c>mandrill_events</c>, whose value is JSON, is that value.
    /// </summary>
    public static ReadOnlyMemory<byte> ToJson(ReadOnlySpan<byte> body)
    {
        var fields = Read(body);
        if (fields is [{ Key: "payload" or "mandrill_events", Value: { } payload }])
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

        return json.WrittenMemory;
    }
}
