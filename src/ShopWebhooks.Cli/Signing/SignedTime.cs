using System.Globalization;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Signing;

/// <summary>Finds the signed time of a request, for the explanation: what the verifier judges, it has read itself.</summary>
internal static class SignedTime
{
    /// <summary>The time; null where it is in no header, or beyond what can be shown.</summary>
    public static DateTimeOffset? Find(HmacScheme scheme, WebhookHeaders headers)
    {
        var name = scheme.TimestampHeader ?? scheme.SignatureHeaders[0];
        headers.Find(name, out var value);
        var text = scheme.TimestampPrefix is { } prefix ? InList(value, scheme.Separator ?? ',', prefix) : value;
        if (scheme.TimestampFormat == TimestampFormat.Iso8601)
        {
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return null;
        }

        count = scheme.TimestampFormat == TimestampFormat.UnixMilliseconds ? count / 1000 : count;
        return count <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(count) : null;
    }

    private static string? InList(string? list, char separator, string prefix) =>
        list?.Split(separator, StringSplitOptions.TrimEntries).FirstOrDefault(entry => entry.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
}
