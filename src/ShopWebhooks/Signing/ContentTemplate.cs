using System.Text;

namespace ShopWebhooks.Signing;

/// <summary>What of a request is signed, in which order: a template such as <c>{id}.{timestamp}.{body}</c>, read.</summary>
internal sealed class ContentTemplate
{
    private static readonly Dictionary<string, Part> Names = new(StringComparer.Ordinal)
    {
        ["id"] = Part.Id,
        ["timestamp"] = Part.Timestamp,
        ["method"] = Part.Method,
        ["url"] = Part.Url,
        ["decoded-url"] = Part.DecodedUrl,
        ["body"] = Part.Body,
    };

    // The only ones that HubSpot, whose invention a decoded URL is, decodes before it signs:
    // https://developers.hubspot.com/docs/api/webhooks/validating-requests
    private static readonly (string Encoded, string Decoded)[] DecodedCharacters =
    [
        ("%3A", ":"), ("%2F", "/"), ("%3F", "?"), ("%40", "@"), ("%21", "!"), ("%24", "$"), ("%27", "'"), ("%28", "("), ("%29", ")"),
        ("%2A", "*"), ("%2C", ","), ("%3B", ";"),
    ];

    private readonly (Part Part, byte[] Literal)[] _parts;

    private ContentTemplate((Part Part, byte[] Literal)[] parts)
    {
        _parts = parts;
        HasId = Has(Part.Id);
        HasTimestamp = Has(Part.Timestamp);
        HasUrl = Has(Part.Url) || Has(Part.DecodedUrl);
    }

    private enum Part
    {
        Literal,
        Id,
        Timestamp,
        Method,
        Url,
        DecodedUrl,
        Body,
    }

    public bool HasId { get; }

    public bool HasTimestamp { get; }

    public bool HasUrl { get; }

    /// <summary>Reads a template.</summary>
    /// <exception cref="ArgumentException">It has a part that there is not, or does not sign the body.</exception>
    public static ContentTemplate Parse(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        var parts = new List<(Part, byte[])>();
        var rest = template.AsSpan();
        while (rest.Length > 0)
        {
            var open = rest.IndexOf('{');
            var literal = open < 0 ? rest : rest[..open];
            if (literal.Length > 0)
            {
                parts.Add((Part.Literal, Encoding.UTF8.GetBytes(literal.ToString())));
            }

            if (open < 0)
            {
                break;
            }

            var close = rest.IndexOf('}');
            var name = close > open ? rest[(open + 1)..close].ToString() : rest[(open + 1)..].ToString();
            if (close < open || !Names.TryGetValue(name, out var part))
            {
                throw new ArgumentException(
                    $"The signed content '{template}' has a part '{name}'; the parts are {{{string.Join("}, {", Names.Keys)}}}.", nameof(template));
            }

            parts.Add((part, []));
            rest = rest[(close + 1)..];
        }

        return parts.Exists(each => each.Item1 == Part.Body)
            ? new ContentTemplate([.. parts])
            : throw new ArgumentException($"The signed content '{template}' is without {{body}}: anyone could change the body.", nameof(template));
    }

    /// <summary>Appends the content to a hash.</summary>
    public void AppendTo(
        KeyedHash hash, ReadOnlySpan<char> id, ReadOnlySpan<char> timestamp, string? method, string? url, ReadOnlySpan<byte> body)
    {
        foreach (var (part, literal) in _parts)
        {
            switch (part)
            {
                case Part.Literal:
                    hash.Append(literal);
                    break;
                case Part.Id:
                    hash.AppendText(id);
                    break;
                case Part.Timestamp:
                    hash.AppendText(timestamp);
                    break;
                case Part.Method:
                    hash.AppendText(method);
                    break;
                case Part.Url:
                    hash.AppendText(url);
                    break;
                case Part.DecodedUrl:
                    hash.AppendText(Decode(url!));
                    break;
                default:
                    hash.Append(body);
                    break;
            }
        }
    }

    private static string Decode(string url)
    {
        foreach (var (encoded, decoded) in DecodedCharacters)
        {
            url = url.Replace(encoded, decoded, StringComparison.OrdinalIgnoreCase);
        }

        return url;
    }

    private bool Has(Part part) => Array.Exists(_parts, each => each.Part == part);
}
