using System.Buffers;
using System.Globalization;

namespace ShopWebhooks.Signing;

/// <summary>Reads and writes signed times.</summary>
internal static class TimestampText
{
    private const int MostDigits = 19;
    private const int MostFraction = 7;

    // Search values rather than ranges: the framework's search in a range boxes its bounds until the compiler has optimized it.
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly string[] IsoFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'",
        "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    /// <summary>Reads a time. One beyond the year 9999, which no clock here can show, is the last there is.</summary>
    public static bool TryParse(string text, TimestampFormat format, out DateTimeOffset time)
    {
        time = default;
        return format == TimestampFormat.Iso8601 ? TryParseIso(text, out time) : TryParseUnix(text, UnitOf(format), out time);
    }

    /// <summary>The present in the resolution of the format, so that a time is compared as it was sent.</summary>
    public static DateTimeOffset Floor(DateTimeOffset now, TimestampFormat format) =>
        format == TimestampFormat.Iso8601 ? now : now.AddTicks(-(now.UtcTicks % UnitOf(format)));

    /// <summary>Writes a time, in at most 32 characters.</summary>
    /// <exception cref="ArgumentException">It lies before 1970.</exception>
    public static int Write(DateTimeOffset time, TimestampFormat format, Span<char> destination)
    {
        if (time < DateTimeOffset.UnixEpoch)
        {
            throw new ArgumentException($"The timestamp of the webhook is {time:O}; it must not lie before 1970, where Unix time begins.", nameof(time));
        }

        int written;
        if (format == TimestampFormat.Iso8601)
        {
            time.UtcDateTime.TryFormat(destination, out written, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }
        else
        {
            ((time - DateTimeOffset.UnixEpoch).Ticks / UnitOf(format)).TryFormat(destination, out written, default, CultureInfo.InvariantCulture);
        }

        return written;
    }

    private static long UnitOf(TimestampFormat format) =>
        format == TimestampFormat.UnixMilliseconds ? TimeSpan.TicksPerMillisecond : TimeSpan.TicksPerSecond;

    // Not left to long.TryParse alone, which takes leading zeros and a NUL at the end.
    private static bool TryParseUnix(string text, long unit, out DateTimeOffset time)
    {
        time = default;
        if (text.Length is 0 or > MostDigits
            || text.AsSpan().ContainsAnyExcept(Digits)
            || (text[0] == '0' && text.Length > 1)
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        var most = (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / unit;
        time = count > most ? DateTimeOffset.MaxValue : DateTimeOffset.UnixEpoch.AddTicks(count * unit);
        return true;
    }

    // Some write nanoseconds; a tick has a hundred of them, and the framework reads no more.
    private static bool TryParseIso(string text, out DateTimeOffset time)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var digits = dot < 0 ? 0 : text.AsSpan(dot + 1).IndexOfAnyExcept(Digits);
        if (digits > MostFraction)
        {
            text = text.Remove(dot + 1 + MostFraction, digits - MostFraction);
        }

        return DateTimeOffset.TryParseExact(text, IsoFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }
}
