using ShopWebhooks.Delivery;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Receiving;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Delivery;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EndpointHealthTests
{
    private static readonly TimeSpan HalfMinute = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _time = new();
    private readonly WebhookEndpoint _endpoint = new() { Id = "crm", Address = new Uri("test:crm") };
    private readonly EndpointHealth _health;

    public EndpointHealthTests() => _health = new EndpointHealth(_time);

    [Test]
    public void The_fifth_failure_in_a_row_pauses_for_30_seconds()
    {
        for (var i = 1; i < 5; i++)
        {
            Fail().Should().Be(new EndpointChange("crm") { Failed = true });
        }

        _health.IsFailing.Should().BeFalse();
        Fail().Should().Be(new EndpointChange("crm") { Failed = true, PauseFor = HalfMinute });
        (_health.IsFailing, _health.IsClosed, _health.PausedFor).Should().Be((true, true, HalfMinute));
        _time.Advance(HalfMinute);
        (_health.IsFailing, _health.IsClosed).Should().Be((true, false));
    }

    [Test]
    public void Each_failed_probe_doubles_the_pause_up_to_an_hour()
    {
        var pauses = new List<double>();
        for (var i = 0; i < 14; i++)
        {
            if (Fail()?.PauseFor is { } pause)
            {
                pauses.Add(pause.TotalSeconds);
                _time.Advance(pause + TimeSpan.FromTicks(1));
            }
        }

        pauses.Should().Equal(30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600);
    }

    [Test]
    public void Attempts_that_began_before_the_pause_tell_nothing_new()
    {
        var together = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(1));
        var changes = Enumerable.Range(0, 16).Select(_ => Judge(ScriptedTransport.Broken, together)).ToList();

        changes.Count(change => change is { Failed: true }).Should().Be(5);
        changes.Count(change => change is { PauseFor: not null }).Should().Be(1);
        changes.Skip(5).Should().OnlyContain(change => change == null);
        _health.PausedFor.Should().Be(HalfMinute);
    }

    [Test]
    public void A_success_ends_the_row_and_is_told_once()
    {
        Fail();
        Fail();

        Judge(ScriptedTransport.Ok).Should().Be(new EndpointChange("crm") { Failed = false });
        Judge(ScriptedTransport.Ok).Should().BeNull("a healthy endpoint costs its store nothing");
        for (var i = 1; i < 5; i++)
        {
            Fail()!.PauseFor.Should().BeNull();
        }
    }

    [Test]
    public void What_is_rejected_is_neither_failure_nor_success()
    {
        Fail();

        Judge(TransportResult.Rejected("The address is refused.")).Should().BeNull();
        _health.IsFailing.Should().BeFalse();
        Judge(ScriptedTransport.Ok)!.Failed.Should().BeFalse();
    }

    [TestCase(null, 5)]
    [TestCase(0, 1)]
    [TestCase(7, 7)]
    [TestCase(200_000, 86_400)]
    public void An_endpoint_that_asks_for_it_is_paused_from_one_second_to_a_day(int? asked, int seconds)
    {
        var result = ScriptedTransport.Broken with
        {
            PauseEndpoint = true,
            RetryAfter = asked is { } wanted ? TimeSpan.FromSeconds(wanted) : null,
        };

        Judge(result).Should().Be(new EndpointChange("crm") { Failed = true, PauseFor = TimeSpan.FromSeconds(seconds) });
        _health.PausedFor.Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [Test]
    public void Of_what_is_asked_for_and_what_failures_cost_the_longer_counts()
    {
        for (var i = 1; i < 5; i++)
        {
            Fail();
        }

        Judge(Busy(seconds: 2))!.PauseFor.Should().Be(HalfMinute);
        _time.Advance(HalfMinute + TimeSpan.FromTicks(1));
        Judge(Busy(seconds: 600))!.PauseFor.Should().Be(TimeSpan.FromMinutes(10));
    }

    [Test]
    public void A_pause_that_ends_later_stays_but_a_longer_one_counts_whenever_its_attempt_began()
    {
        var together = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(1));
        Judge(Busy(seconds: 60), together);

        Judge(Busy(seconds: 10), together)!.Failed.Should().BeNull();
        _health.PausedFor.Should().Be(TimeSpan.FromMinutes(1));
        Judge(Busy(seconds: 90), together).Should().Be(new EndpointChange("crm") { PauseFor = TimeSpan.FromSeconds(90) });
        _health.PausedFor.Should().Be(TimeSpan.FromSeconds(90));
    }

    [Test]
    public void Five_days_of_nothing_but_failure_disable()
    {
        Fail();
        _time.Advance(TimeSpan.FromDays(5) - TimeSpan.FromTicks(1));
        for (var i = 2; i <= 5; i++)
        {
            Fail()!.Disable.Should().BeNull();
        }

        _time.Advance(HalfMinute);
        var last = Fail();

        last.Should().Be(new EndpointChange("crm") { Failed = true, Disable = "Every attempt has failed for 5 days; the last: It answered 500." });
        _health.DisabledReason.Should().Be(last!.Disable);
        _health.IsClosed.Should().BeTrue();
    }

    [Test]
    public void A_few_failures_over_many_days_do_not_disable()
    {
        Fail();
        _time.Advance(TimeSpan.FromDays(30));

        Fail().Should().Be(new EndpointChange("crm") { Failed = true });
    }

    [Test]
    public void An_endpoint_that_wants_no_more_is_disabled_whatever_the_outcome()
    {
        Judge(TransportResult.Rejected("It is gone.") with { DisableEndpoint = true }).Should().Be(new EndpointChange("crm") { Disable = "It is gone." });
        _health.Learn(null);
        Judge(ScriptedTransport.Ok with { DisableEndpoint = true })!.Disable.Should().Be("The endpoint asked to be disabled.");
        _health.Learn(null);
        Judge(TransportResult.Rejected("a\0b\ud800") with { DisableEndpoint = true })!.Disable.Should().Be("a b\ufffd", "a store keeps it");
    }

    [Test]
    public void What_the_store_has_goes_on_after_a_start()
    {
        _health.Learn(new EndpointState("crm") { ConsecutiveFailures = 7, FailingFor = TimeSpan.FromDays(4), PausedFor = HalfMinute });

        (_health.IsFailing, _health.PausedFor).Should().Be((true, HalfMinute));
        _time.Advance(HalfMinute + TimeSpan.FromTicks(1));
        Fail()!.PauseFor.Should().Be(TimeSpan.FromMinutes(4));
        _time.Advance(TimeSpan.FromDays(1));
        Fail()!.Disable.Should().NotBeNull();
        _health.Learn(null);
        (_health.IsFailing, _health.IsClosed, _health.DisabledReason).Should().Be((false, false, null));
    }

    [Test]
    public void What_is_read_of_the_store_does_not_undo_a_verdict_that_is_not_stored_yet()
    {
        Judge(TransportResult.Rejected("It is gone.") with { DisableEndpoint = true });

        _health.LearnFirst(null);

        _health.DisabledReason.Should().Be("It is gone.");
        var other = new EndpointHealth(_time);
        other.LearnFirst(new EndpointState("crm") { DisabledReason = "by hand" });
        other.DisabledReason.Should().Be("by hand");
    }

    [Test]
    public void Handlers_are_never_paused_or_disabled()
    {
        var handler = new WebhookEndpoint { Id = "handler:erp", Address = new Uri($"{HandlerEndpoint.Scheme}:erp") };
        for (var i = 0; i < 10; i++)
        {
            _health.Judge(handler, Busy(seconds: 10) with { DisableEndpoint = true }, _time.GetTimestamp()).Should().BeNull();
        }

        _health.IsClosed.Should().BeFalse();
    }

    private static TransportResult Busy(int seconds) =>
        ScriptedTransport.Broken with { PauseEndpoint = true, RetryAfter = TimeSpan.FromSeconds(seconds) };

    private EndpointChange? Fail() => Judge(ScriptedTransport.Broken);

    private EndpointChange? Judge(TransportResult result) => Judge(result, _time.GetTimestamp());

    private EndpointChange? Judge(TransportResult result, long startedAt) => _health.Judge(_endpoint, result, startedAt);
}
