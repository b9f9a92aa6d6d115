using ShopWebhooks.Delivery;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Delivery;

internal sealed class RateLimitTests
{
    [TestCase(1, 1)]
    [TestCase(10, 1)]
    [TestCase(100, 10)]
    [TestCase(5000, 500)]
    public void After_a_lull_a_tenth_of_a_seconds_worth_begins_at_once(double perSecond, int burst)
    {
        var time = new ManualTimeProvider();
        var limit = new RateLimit(time);

        limit.Take(int.MaxValue, perSecond).Should().Be(burst);
        limit.Take(1, perSecond).Should().Be(0);
        time.Advance(TimeSpan.FromDays(1));
        limit.Take(int.MaxValue, perSecond).Should().Be(burst, "a long lull saves no more up");
    }

    [Test]
    public void The_wait_is_until_the_very_moment()
    {
        var time = new ManualTimeProvider();
        var limit = new RateLimit(time);
        limit.Take(1, 0.5).Should().Be(1);

        var wait = limit.GetWait(0.5);
        wait.Should().Be(TimeSpan.FromSeconds(2));
        time.Advance(wait - TimeSpan.FromTicks(1));
        limit.Take(1, 0.5).Should().Be(0);
        time.Advance(TimeSpan.FromTicks(1));
        limit.GetWait(0.5).Should().Be(TimeSpan.Zero);
        limit.Take(1, 0.5).Should().Be(1);
    }

    [FsCheck.NUnit.Property]
    public bool However_they_come_no_more_begin_than_the_rate_and_the_burst_allow((FsCheck.PositiveInt Wanted, FsCheck.NonNegativeInt Milliseconds)[] steps)
    {
        const double PerSecond = 50;
        var time = new ManualTimeProvider();
        var limit = new RateLimit(time);
        var passed = 0;
        var begun = 0;
        foreach (var (wanted, milliseconds) in steps)
        {
            begun += limit.Take(wanted.Get, PerSecond);
            if (begun > 5 + (passed * PerSecond / 1000))
            {
                return false;
            }

            time.Advance(TimeSpan.FromMilliseconds(milliseconds.Get));
            passed += milliseconds.Get;
        }

        return true;
    }
}
