namespace ShopWebhooks.Endpoints;

/// <summary>A JSON number of any length, compared by its digits: nothing is rounded, and 1, 1.0 and 10e-1 are equal.</summary>
internal readonly ref struct JsonNumber
{
    // Above every number whose exponent is exact, and far enough from the ends of a long for the length of any text to be added.
    private const long VastExponent = 1_000_000_000_000;
    private const long MaxExponent = 999_999_999;

    private readonly int _sign;
    private readonly long _exponent;

    // The number is ±0.digits × 10^magnitude. The digits start with one that is not zero, and may have the point among them.
    private readonly long _magnitude;
    private readonly ReadOnlySpan<byte> _digits;

    /// <summary>A number as the JSON reader found it.</summary>
    public JsonNumber(ReadOnlySpan<byte> text)
    {
        var isNegative = text[0] == '-';
        var digits = isNegative ? text[1..] : text;
        var e = digits.IndexOfAny((byte)'e', (byte)'E');
        if (e >= 0)
        {
            _exponent = Exponent(digits[(e + 1)..]);
            digits = digits[..e];
        }

        var first = digits.IndexOfAnyExcept((byte)'0', (byte)'.');
        if (first < 0)
        {
            return;
        }

        var point = digits.IndexOf((byte)'.');
        point = point < 0 ? digits.Length : point;
        _sign = isNegative ? -1 : 1;
        _magnitude = _exponent + point - first + (first > point ? 1 : 0);
        _digits = digits[first..];
    }

    /// <summary>
    /// Whether the exponent has at most nine digits. Two numbers of which one is so are compared exactly; vaster exponents are all alike.
    /// </summary>
    public bool IsExact => _exponent is >= -MaxExponent and <= MaxExponent;

    public int CompareTo(JsonNumber other)
    {
        if (_sign != other._sign)
        {
            return _sign.CompareTo(other._sign);
        }

        return _sign * (_magnitude != other._magnitude ? _magnitude.CompareTo(other._magnitude) : Compare(_digits, other._digits));
    }

    private static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int l = 0, r = 0;
        while (l < left.Length || r < right.Length)
        {
            var order = Next(left, ref l) - Next(right, ref r);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static int Next(ReadOnlySpan<byte> digits, ref int at)
    {
        if (at < digits.Length && digits[at] == '.')
        {
            at++;
        }

        return at < digits.Length ? digits[at++] : '0';
    }

    private static long Exponent(ReadOnlySpan<byte> text)
    {
        var value = 0L;
        foreach (var digit in text.TrimStart("+-"u8))
        {
            value = Math.Min((value * 10) + digit - '0', VastExponent);
        }

        return text[0] == '-' ? -value : value;
    }
}
