using System.Globalization;

namespace ShopWebhooks.Transports;

/// <summary>Reads the header <c>Retry-After</c> (RFC 9110, section 10.2.3), which a stranger wrote.</summary>
internal static class RetryAfter
{
    /// <summary>The longest that an endpoint is left alone because it asked for it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    // The three forms of an HTTP date (RFC 9110, section 5.6.7); all of them are in GMT.
    private static readonly string[] DateFormats =
    [
        "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
        "dddd, dd-MMM-yy HH:mm:ss 'GMT'",
        "ddd MMM d HH:mm:ss yyyy",
    ];

    /// <summary>How long to wait; null when the value asks for no wait or is neither whole seconds nor a date.</summary>
    /// <param name="value">The header's value.</param>
    /// <param name="now">The time it came.</param>
    public static TimeSpan? Read(string? value, DateTimeOffset now)
    {
        var text = value.AsSpan().Trim(" \t");
        var wait = text.Length == 0 ? TimeSpan.Zero
            : !text.ContainsAnyExceptInRange('0', '9') ? Seconds(text)
            : DateTimeOffset.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite, out var date) ? date - now
            : TimeSpan.Zero;
        return wait <= TimeSpan.Zero ? null : wait > Longest ? Longest : wait;
    }

    // Digits alone can fail to parse for one reason: there are too many of them.
    private static TimeSpan Seconds(ReadOnlySpan<char> digits) =>
        uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : Longest;
}
