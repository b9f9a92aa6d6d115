using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Transports;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static IEnumerable<TestCaseData> Values => DataFile.Pairs("retry-after.txt", "| ");

    [TestCaseSource(nameof(Values))]
    public void Read_makes_a_bounded_wait_or_nothing_of_a_value(string value, string expected) =>
        RetryAfter.Read(value[..^1], Now).Should().Be(expected == "nothing" ? null : TimeSpan.FromSeconds(int.Parse(expected)));

    [Test]
    public void Read_takes_a_missing_value_for_nothing() => RetryAfter.Read(null, Now).Should().BeNull();

    [Test]
    public void Read_caps_four_hundred_digits() => RetryAfter.Read(new string('9', 400), Now).Should().Be(RetryAfter.Longest);

    [FsCheck.NUnit.Property]
    public bool Read_never_throws_and_stays_in_its_bounds(string? value) =>
        RetryAfter.Read(value, Now) is not { } wait || (wait > TimeSpan.Zero && wait <= RetryAfter.Longest);

    [FsCheck.NUnit.Property]
    public bool Read_inverts_the_date_it_is_given(uint seconds)
    {
        var at = Now.AddSeconds(seconds % 200_000);
        var expected = at == Now ? (TimeSpan?)null : TimeSpan.FromTicks(Math.Min((at - Now).Ticks, RetryAfter.Longest.Ticks));
        return RetryAfter.Read(at.ToString("r"), Now) == expected;
    }
}
