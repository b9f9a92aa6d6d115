using System.Globalization;
using System.Numerics;

namespace ShopWebhooks.JsonSchema.Endpoints;

/// <summary>A number of JSON, exactly: 0.<see cref="Digits"/> × 10^<see cref="Exponent"/>. Equal numbers are equal, however they are written.</summary>
/// <remarks>
/// A <see cref="double"/> would round 100.00000000000000001 into a maximum of 100, and a <see cref="decimal"/> has no 1e400. The digits are
/// never multiplied out, so that 1e999999999 costs no more than it is long.
/// </remarks>
/// <param name="Sign">-1, 0 or 1.</param>
/// <param name="Digits">The digits, with no zero at either end; empty for zero.</param>
/// <param name="Exponent">The power of ten; zero for zero.</param>
internal readonly record struct JsonNumber(int Sign, string Digits, BigInteger Exponent) : IComparable<JsonNumber>
{
    public bool IsInteger => Exponent >= Digits.Length;

    /// <summary>Reads a number as JSON writes it.</summary>
    public static JsonNumber Parse(string text)
    {
        var e = text.IndexOfAny(['e', 'E']);
        var mantissa = e < 0 ? text : text[..e];
        var exponent = e < 0 ? BigInteger.Zero : BigInteger.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var isNegative = mantissa[0] == '-';
        mantissa = isNegative ? mantissa[1..] : mantissa;
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var all = point < 0 ? mantissa : mantissa.Remove(point, 1);
        var digits = all.TrimStart('0');
        exponent += (point < 0 ? mantissa.Length : point) - (all.Length - digits.Length);
        digits = digits.TrimEnd('0');
        return digits.Length == 0 ? new JsonNumber(0, "", 0) : new JsonNumber(isNegative ? -1 : 1, digits, exponent);
    }

    public int CompareTo(JsonNumber other)
    {
        if (Sign != other.Sign || Sign == 0)
        {
            return Sign.CompareTo(other.Sign);
        }

        var magnitude = Exponent.CompareTo(other.Exponent);
        return Sign * (magnitude != 0 ? magnitude : string.CompareOrdinal(Digits, other.Digits));
    }

    /// <summary>Whether this is a whole number of times <paramref name="step"/>, which is above zero.</summary>
    public bool IsMultipleOf(JsonNumber step)
    {
        if (Sign == 0)
        {
            return true;
        }

        // As integers times a power of ten. No digits end in a zero, so that a negative power leaves a fraction.
        var power = Exponent - Digits.Length - (step.Exponent - step.Digits.Length);
        var divisor = BigInteger.Parse(step.Digits, CultureInfo.InvariantCulture);
        return power >= 0
            && BigInteger.Parse(Digits, CultureInfo.InvariantCulture) * BigInteger.ModPow(10, power, divisor) % divisor == 0;
    }

    /// <summary>One text for all spellings of the number.</summary>
    public override string ToString() => Sign == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{(Sign < 0 ? "-" : "")}{Digits}e{Exponent}");
}
