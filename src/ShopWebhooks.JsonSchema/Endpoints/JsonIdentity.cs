using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ShopWebhooks.JsonSchema.Endpoints;

/// <summary>Gives equal JSON values one text: fields in ordinal order, numbers by their value, and no number like a string.</summary>
internal static class JsonIdentity
{
    public static string Of(JsonElement value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return text.ToString();
    }

    private static void Write(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var field in value.EnumerateObject().OrderBy(field => field.Name, StringComparer.Ordinal))
                {
                    text.Append('"').Append(JavaScriptEncoder.Default.Encode(field.Name)).Append("\":");
                    Write(field.Value, text);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in value.EnumerateArray())
                {
                    Write(item, text);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                text.Append('"').Append(JavaScriptEncoder.Default.Encode(value.GetString()!)).Append('"');
                break;
            case JsonValueKind.Number:
                text.Append(JsonNumber.Parse(value.GetRawText()));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }
}
