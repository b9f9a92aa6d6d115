using ShopWebhooks.Delivery;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Delivery;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LaneTests
{
    private readonly ManualTimeProvider _time = new();

    [Test]
    public void A_lane_gives_as_many_slots_as_its_endpoint_may_have_attempts_under_way()
    {
        var lane = Create(concurrency: 3);

        lane.TryTake().Should().BeTrue();
        lane.TakeAll().Should().Be(2);
        lane.TryTake().Should().BeFalse();
        lane.Give(1);
        lane.TakeAll().Should().Be(1);
    }

    [Test]
    public void A_shorter_pause_does_not_end_a_longer_one()
    {
        var lane = Create(concurrency: 1);
        lane.Pause(TimeSpan.FromHours(1));

        lane.Pause(TimeSpan.FromSeconds(10));
        lane.PausedFor.Should().Be(TimeSpan.FromHours(1));
        lane.Pause(TimeSpan.FromHours(2));

        lane.PausedFor.Should().Be(TimeSpan.FromHours(2));
    }

    [Test]
    public void A_lane_is_stuck_while_it_is_paused_or_its_attempts_all_fail()
    {
        var lane = Create(concurrency: 1);
        for (var i = 0; i < 4; i++)
        {
            lane.Note(madeProgress: false);
        }

        lane.IsStuck.Should().BeFalse();
        lane.Note(madeProgress: false);
        lane.IsStuck.Should().BeTrue();
        lane.Note(madeProgress: true);
        lane.IsStuck.Should().BeFalse();
        lane.Pause(TimeSpan.FromSeconds(1));
        lane.IsStuck.Should().BeTrue();
        _time.Advance(TimeSpan.FromSeconds(1));
        lane.IsStuck.Should().BeFalse();
    }

    [Test]
    public void A_refused_slot_is_not_counted()
    {
        var lane = Create(concurrency: 1);
        lane.TryTake();

        lane.TryTake().Should().BeFalse();
        lane.Give(1);

        lane.IsIdle.Should().BeTrue();
    }

    [Test]
    public void A_paused_lane_gives_no_slot_until_the_pause_has_passed()
    {
        var lane = Create(concurrency: 1);
        lane.Pause(TimeSpan.FromMinutes(1));

        lane.TryTake().Should().BeFalse();
        _time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        lane.PausedFor.Should().Be(TimeSpan.FromTicks(1));
        lane.TakeAll().Should().Be(0);
        _time.Advance(TimeSpan.FromTicks(1));

        lane.PausedFor.Should().Be(TimeSpan.Zero);
        lane.TryTake().Should().BeTrue();
    }

    [Test]
    public void A_lease_outlasts_the_longest_attempt_by_30_seconds() =>
        Create(concurrency: 1).LeaseDuration.Should().Be(TimeSpan.FromSeconds(15 + 30));

    [FsCheck.NUnit.Property]
    public bool However_slots_are_taken_and_given_no_more_are_out_than_the_endpoint_allows(FsCheck.PositiveInt concurrency, bool[] takes)
    {
        var lane = Create(concurrency.Get);
        var taken = 0;
        foreach (var take in takes)
        {
            if (take)
            {
                taken += lane.TryTake() ? 1 : 0;
            }
            else if (taken > 0)
            {
                lane.Give(1);
                taken--;
            }

            if (taken > concurrency.Get || lane.IsIdle != (taken == 0))
            {
                return false;
            }
        }

        return lane.TakeAll() == concurrency.Get - taken;
    }

    private Lane Create(int concurrency) => new(
        new WebhookEndpoint { Id = "crm", Address = new Uri("test:crm"), Concurrency = concurrency }, _time);
}
