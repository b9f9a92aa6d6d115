using ShopWebhooks.Endpoints;

namespace ShopWebhooks.Tests.Endpoints;

internal sealed class RetryScheduleTests
{
    [Test]
    public void The_default_makes_ten_attempts_over_75_hours_and_35_minutes()
    {
        RetrySchedule.Default.MaxAttempts.Should().Be(10);
        RetrySchedule.Default.Waits.Should().Equal(
            TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
            TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24));
    }

    [Test]
    public void Handlers_are_called_eight_times()
    {
        RetrySchedule.Handlers.MaxAttempts.Should().Be(8);
        RetrySchedule.Handlers.Waits.Should().Equal(
            TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
            TimeSpan.FromHours(1), TimeSpan.FromHours(6));
    }

    [Test]
    public void Without_waits_there_is_one_attempt()
    {
        var schedule = new RetrySchedule();

        schedule.MaxAttempts.Should().Be(1);
        schedule.WaitAfter(1, new Random(1)).Should().BeNull();
    }

    [TestCase(-1)]
    [TestCase(30 * 86400 + 1)]
    public void A_wait_out_of_range_is_refused(int seconds)
    {
        var create = () => new RetrySchedule(TimeSpan.FromSeconds(seconds));

        create.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void The_jitter_spreads_over_the_whole_range()
    {
        var random = new Random(1);
        var waits = Enumerable.Range(0, 1000).Select(_ => RetrySchedule.Default.WaitAfter(1, random)!.Value.TotalSeconds).ToList();

        waits.Min().Should().BeInRange(4, 4.02);
        waits.Max().Should().BeInRange(5.98, 6);
    }
}
