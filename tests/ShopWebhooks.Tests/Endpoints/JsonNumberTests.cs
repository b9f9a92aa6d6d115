using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ShopWebhooks.Endpoints;

namespace ShopWebhooks.Tests.Endpoints;

public class JsonNumberTests
{
    /// <summary>Numbers of few digits, so that many are equal and many are close, in every spelling.</summary>
    internal static Gen<string> Numbers { get; } =
        from sign in Gen.Elements("", "-")
        from whole in Gen.Elements("0", "1", "9", "10", "12", "100", "12345678901234567890")
        from fraction in Gen.Elements("", ".0", ".00", ".1", ".10", ".01", ".12345678901234567890")
        from exponent in Gen.Elements("", "e0", "E1", "e+2", "e-1", "e-02", "e-20")
        select sign + whole + fraction + exponent;

    [TestCase("1", "1.0", 0)]
    [TestCase("1e2", "100", 0)]
    [TestCase("100", "1E+2", 0)]
    [TestCase("10e-1", "1", 0)]
    [TestCase("-0", "0.000e99", 0)]
    [TestCase("0.1", "1e-1", 0)]
    [TestCase("0.000000000000000000000000001", "1e-27", 0)]
    [TestCase("9007199254740993", "9007199254740992", 1)]
    [TestCase("0.1", "0.10000000000000000000000000000000001", -1)]
    [TestCase("79228162514264337593543950336", "79228162514264337593543950335", 1)]
    [TestCase("-2", "-10", 1)]
    [TestCase("-1", "0", -1)]
    [TestCase("0", "1e-999999999", -1)]
    [TestCase("10", "9", 1)]
    [TestCase("1.5", "15", -1)]
    [TestCase("1e999999999", "1e99999999999999999999999999", -1)]
    [TestCase("-1e99999999999999999999999999", "-1e999999999", -1)]
    [TestCase("1e-99999999999999999999999999", "1e-999999999", -1)]
    public void Numbers_are_compared_exactly(string left, string right, int order)
    {
        Compare(left, right).Should().Be(order);
        Compare(right, left).Should().Be(-order);
    }

    [FsCheck.NUnit.Property(MaxTest = 5000)]
    public Property The_order_is_that_of_whole_numbers_when_both_are_enlarged() => Prop.ForAll(
        Numbers.ToArbitrary(), Numbers.ToArbitrary(), (left, right) => Compare(left, right) == Enlarge(left).CompareTo(Enlarge(right)));

    [TestCase("1e999999999", true)]
    [TestCase("1e-0000999999999", true)]
    [TestCase("1e1000000000", false)]
    [TestCase("1e-1000000000", false)]
    [TestCase("1e99999999999999999999999999", false)]
    public void An_exponent_of_more_than_nine_digits_is_not_exact(string number, bool isExact) =>
        new JsonNumber(Encoding.UTF8.GetBytes(number)).IsExact.Should().Be(isExact);

    /// <summary>The number times 10 to the 50th, which makes every one that is generated here whole.</summary>
    internal static BigInteger Enlarge(string number)
    {
        var parts = number.Split('e', 'E');
        var (whole, fraction) = parts[0].Split('.') is [var left, var right] ? (left, right) : (parts[0], "");
        var exponent = 50 - fraction.Length + (parts.Length > 1 ? int.Parse(parts[1].TrimStart('+')) : 0);
        return BigInteger.Parse(whole + fraction) * BigInteger.Pow(10, exponent);
    }

    private static int Compare(string left, string right) =>
        Math.Sign(new JsonNumber(Encoding.UTF8.GetBytes(left)).CompareTo(new JsonNumber(Encoding.UTF8.GetBytes(right))));
}
