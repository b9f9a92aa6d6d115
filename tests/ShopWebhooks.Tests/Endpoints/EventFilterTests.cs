using ShopWebhooks.Endpoints;

namespace ShopWebhooks.Tests.Endpoints;

internal sealed class EventFilterTests
{
    [TestCase("new_order", "new_order", true)]
    [TestCase("new_order", "new_orders", false)]
    [TestCase("new_order", "New_Order", false)]
    [TestCase("new_*", "new_order", true)]
    [TestCase("new_*", "new_", true)]
    [TestCase("new_*", "renew_order", false)]
    [TestCase("*_order", "new_order", true)]
    [TestCase("*", "anything", true)]
    [TestCase("*a*b*", "xxaxxbxx", true)]
    [TestCase("*a*b*", "bbbaaa", false)]
    [TestCase("a*a", "a", false)]
    [TestCase("a**b", "ab", true)]
    [TestCase("git.push", "gitxpush", false)]
    public void A_pattern_is_compared_with_the_whole_event_type(string pattern, string eventType, bool matches) =>
        new EventFilter(pattern).Matches(eventType).Should().Be(matches);

    [Test]
    public void One_pattern_that_fits_is_enough()
    {
        var filter = new EventFilter("support_*", "new_*");

        filter.Matches("new_lead").Should().BeTrue();
        filter.Matches("abandoned_cart").Should().BeFalse();
        filter.ToString().Should().Be("support_*, new_*");
    }

    [Test]
    public void Without_patterns_everything_passes_but_what_is_matched_by_name_only()
    {
        EventFilter.All.Matches("new_order").Should().BeTrue();
        EventFilter.All.Matches("ping", byNameOnly: true).Should().BeFalse();
        EventFilter.All.ToString().Should().Be("*");
    }

    [TestCase("*", false)]
    [TestCase("pin*", false)]
    [TestCase("ping*", false)]
    [TestCase("ping", true)]
    public void What_is_matched_by_name_only_needs_a_pattern_without_a_star(string pattern, bool matches) =>
        new EventFilter(pattern).Matches("ping", byNameOnly: true).Should().Be(matches);

    [TestCase("")]
    [TestCase(" ")]
    public void A_blank_pattern_is_refused(string pattern)
    {
        var create = () => new EventFilter("new_*", pattern);

        create.Should().Throw<ArgumentException>();
    }

    [Test]
    public void Many_stars_cost_no_exponential_time() =>
        new EventFilter(string.Concat(Enumerable.Repeat("a*", 40)) + "b").Matches(new string('a', 200)).Should().BeFalse();

    [FsCheck.NUnit.Property(MaxTest = 2000)]
    public bool It_agrees_with_a_naive_matcher(int[] pattern, int[] text)
    {
        // Few letters, so that they meet often.
        var wanted = string.Concat(pattern.Select(number => "ab*"[(number & int.MaxValue) % 3]));
        var given = string.Concat(text.Select(number => "ab"[(number & int.MaxValue) % 2]));
        return wanted.Length == 0 || new EventFilter(wanted).Matches(given) == Naive(wanted, given);
    }

    private static bool Naive(string pattern, string text) => (pattern, text) switch
    {
        ("", "") => true,
        ("", _) => false,
        _ when pattern[0] == '*' => Naive(pattern[1..], text) || (text.Length > 0 && Naive(pattern, text[1..])),
        _ => text.Length > 0 && pattern[0] == text[0] && Naive(pattern[1..], text[1..]),
    };
}
