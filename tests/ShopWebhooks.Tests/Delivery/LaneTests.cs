using ShopWebhooks.Delivery;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;
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
    public void A_lane_is_stuck_while_its_endpoint_is_closed_or_its_attempts_all_fail()
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
        Pause(lane, TimeSpan.FromSeconds(1));
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
        Pause(lane, TimeSpan.FromMinutes(1));

        lane.TryTake().Should().BeFalse();
        _time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        lane.WaitsFor.Should().Be(TimeSpan.FromTicks(1));
        lane.TakeAll().Should().Be(0);
        _time.Advance(TimeSpan.FromTicks(1));

        lane.WaitsFor.Should().Be(TimeSpan.Zero);
        lane.TryTake().Should().BeTrue();
    }

    [Test]
    public void A_disabled_endpoint_gets_no_slot_and_nothing_to_wait_for()
    {
        var lane = Create(concurrency: 2);
        lane.Health.Learn(new EndpointState("crm") { DisabledReason = "by hand" });

        (lane.TryTake(), lane.TakeAll(), lane.HasFreeSlot, lane.WaitsFor).Should().Be((false, 0, false, TimeSpan.Zero));
    }

    [Test]
    public void A_failing_endpoint_gets_one_slot_and_only_for_what_is_due_longest()
    {
        var lane = Create(concurrency: 16);
        lane.Health.Learn(new EndpointState("crm") { ConsecutiveFailures = 5 });

        lane.TryTake().Should().BeFalse("a new delivery is not the probe");
        lane.TakeAll().Should().Be(1);
        lane.TakeAll().Should().Be(0);
        lane.HasFreeSlot.Should().BeFalse();
        lane.Give(1);
        lane.HasFreeSlot.Should().BeTrue();
    }

    [Test]
    public void A_lane_begins_no_more_within_a_second_than_its_rate_allows()
    {
        var lane = Create(concurrency: 100, rate: 20);

        lane.TakeAll().Should().Be(2, "a tenth of a second's worth may begin at once");
        lane.TryTake().Should().BeFalse();
        lane.WaitsFor.Should().Be(TimeSpan.FromMilliseconds(50));
        lane.HasFreeSlot.Should().BeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(50));
        lane.TryTake().Should().BeTrue();
        lane.TakeAll().Should().Be(0);

        lane.GiveUnused(1);
        lane.TryTake().Should().BeTrue("what was not begun does not count");
        lane.Give(3);
        lane.TryTake().Should().BeFalse("what was begun does");
        lane.IsIdle.Should().BeTrue();
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

    private static void Pause(Lane lane, TimeSpan pause) => lane.Health.Learn(new EndpointState("crm") { PausedFor = pause });

    private Lane Create(int concurrency, double? rate = null) => new(
        new WebhookEndpoint { Id = "crm", Address = new Uri("test:crm"), Concurrency = concurrency, MaxPerSecond = rate },
        new Consents(new InMemoryStore(_time)),
        _time);
}
