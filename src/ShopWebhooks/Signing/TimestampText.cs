using System.Buffers;
using System.Globalization;

namespace ShopWebhooks.Signing;

/// <summary>Reads and writes signed times.</summary>
internal static class TimestampText
{
    private const int MostDigits = 19;
    private const int MostFraction = 7;
    private const long LastSecond = 253_402_300_799;
    private const long LastMillisecond = 253_402_300_799_999;

    // Search values rather than ranges: the framework's search in a range boxes its bounds until the compiler has optimized it.
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly string[] IsoFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'",
        "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    /// <summary>Reads a time, in ticks of UTC. One beyond the year 9999, which no clock here can show, is the last there is.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, TimestampFormat format, out long ticks) => format switch
    {
        TimestampFormat.Iso8601 => TryParseIso(text, out ticks),
        TimestampFormat.UnixMilliseconds => TryParseUnix(text, TimeSpan.TicksPerMillisecond, LastMillisecond, out ticks),
        _ => TryParseUnix(text, TimeSpan.TicksPerSecond, LastSecond, out ticks),
    };

    /// <summary>Reads a time in ISO 8601; null when it is none.</summary>
    public static DateTimeOffset? ReadIso(string? text) =>
        TryParse(text, TimestampFormat.Iso8601, out var ticks) ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Reads a signed time, and says why it is not to be accepted; null when it is.</summary>
    public static VerificationFailure? Check(
        ReadOnlySpan<char> text, TimestampFormat format, TimeSpan tolerance, DateTimeOffset now, out DateTimeOffset time)
    {
        if (!TryParse(text, format, out var ticks))
        {
            time = default;
            return VerificationFailure.MalformedHeader;
        }

        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return Compare(ticks, format, tolerance, now);
    }

    // Exactly the tolerance is not too far.
    private static VerificationFailure? Compare(long ticks, TimestampFormat format, TimeSpan tolerance, DateTimeOffset now)
    {
        // Cannot overflow: both lie within the years 1 to 9999.
        var ahead = ticks - Floor(now.UtcTicks, format);
        return ahead > tolerance.Ticks ? VerificationFailure.TimestampTooNew
            : -ahead > tolerance.Ticks ? VerificationFailure.TimestampTooOld
            : null;
    }

    // The present in the resolution of the format, so that a time is compared as it was sent.
    private static long Floor(long ticks, TimestampFormat format) => format switch
    {
        TimestampFormat.Iso8601 => ticks,
        TimestampFormat.UnixMilliseconds => ticks - (ticks % TimeSpan.TicksPerMillisecond),
        _ => ticks - (ticks % TimeSpan.TicksPerSecond),
    };

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
    private static bool TryParseUnix(ReadOnlySpan<char> text, long unit, long last, out long ticks)
    {
        ticks = 0;
        if (text.Length is 0 or > MostDigits
            || text.ContainsAnyExcept(Digits)
            || (text[0] == '0' && text.Length > 1)
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        ticks = count > last ? DateTime.MaxValue.Ticks : DateTime.UnixEpoch.Ticks + (count * unit);
        return true;
    }

    private static bool EndsInZone(ReadOnlySpan<char> text) => text is [.., 'Z'] or [.., '+' or '-', _, _, ':', _, _];

    // Some write nanoseconds; a tick has a hundred of them, and the framework reads no more.
    private static bool TryParseIso(ReadOnlySpan<char> text, out long ticks)
    {
        var dot = text.IndexOf('.');
        var digits = dot < 0 ? 0 : text[(dot + 1)..].IndexOfAnyExcept(Digits);
        if (digits > MostFraction)
        {
            text = string.Concat(text[..(dot + 1 + MostFraction)], text[(dot + 1 + digits)..]);
        }

        // The framework also reads a point without a fraction, and an offset without its colon or with one digit.
        if ((dot >= 0 && digits == 0) || !EndsInZone(text))
        {
            ticks = 0;
            return false;
        }

        var isTime = DateTimeOffset.TryParseExact(text, IsoFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        ticks = time.UtcTicks;
        return isTime;
    }
}
