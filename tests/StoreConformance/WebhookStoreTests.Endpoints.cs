using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class WebhookStoreTests
{
    protected static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Test]
    public async Task An_endpoint_without_a_history_has_no_state()
    {
        await AddAsync(Owing("crm"));
        await ChangeAsync(new EndpointChange("erp") { Failed = false });

        (await Store.GetEndpointStatesAsync(default)).Should().BeEmpty();
    }

    [Test]
    public async Task Nothing_of_a_paused_endpoint_is_leased_until_the_pause_ends()
    {
        await AddAsync(Owing("crm", "erp"));
        var state = await ChangeAsync(new EndpointChange("crm") { PauseFor = Minute });

        ShouldBe(state.PausedFor, Minute);
        var batch = await LeaseAsync("crm", "erp");
        batch.Deliveries.Should().ContainSingle().Which.EndpointId.Should().Be("erp");
        ShouldBe((await LeaseAsync("crm")).NextDue, Minute);
        await AdvanceAsync(Minute);
        (await LeaseAsync("crm")).Deliveries.Should().ContainSingle();
        (await Store.GetEndpointStatesAsync(default)).Should().BeEmpty();
    }

    [Test]
    public async Task A_pause_does_not_bring_forward_what_is_due_later()
    {
        await AddAsync(new NewMessage(Message(), [new NewDelivery("crm") { DueIn = 3 * Minute }]));
        await ChangeAsync(new EndpointChange("crm") { PauseFor = Minute });

        ShouldBe((await LeaseAsync("crm")).NextDue, 3 * Minute);
    }

    [Test]
    public async Task A_pause_never_shortens_another()
    {
        await ChangeAsync(new EndpointChange("crm") { PauseFor = 5 * Minute });

        ShouldBe((await ChangeAsync(new EndpointChange("crm") { PauseFor = Minute })).PausedFor, 5 * Minute);
        ShouldBe((await ChangeAsync(new EndpointChange("crm") { PauseFor = 6 * Minute })).PausedFor, 6 * Minute);
    }

    [Test]
    public async Task A_pause_of_zero_ends_the_pause()
    {
        await AddAsync(Owing("crm"));
        await ChangeAsync(new EndpointChange("crm") { PauseFor = Minute });

        (await ChangeAsync(new EndpointChange("crm") { PauseFor = TimeSpan.Zero })).Should().Be(new EndpointState("crm"));

        (await LeaseAsync("crm")).Deliveries.Should().ContainSingle();
    }

    [Test]
    public async Task What_is_leased_already_can_be_settled_during_a_pause()
    {
        await AddAsync(Owing("crm"));
        var lease = (await LeaseOneAsync()).Lease;
        await ChangeAsync(new EndpointChange("crm") { PauseFor = Minute });

        (await Store.RenewAsync([lease], LeaseTime, default)).Should().Equal(true);
        await SettledAsync(Delivered(lease));
    }

    [Test]
    public async Task Nothing_of_a_disabled_endpoint_is_leased_until_it_is_enabled()
    {
        await AddAsync(Owing("crm"));

        (await ChangeAsync(new EndpointChange("crm") { Disable = "410 Gone" })).DisabledReason.Should().Be("410 Gone");
        await AdvanceAsync(TimeSpan.FromDays(1));
        (await LeaseAsync("crm")).Should().BeEquivalentTo(new LeaseBatch([], null));

        (await ChangeAsync(new EndpointChange("crm") { Disable = "" })).DisabledReason.Should().BeNull();
        (await LeaseAsync("crm")).Deliveries.Should().ContainSingle();
    }

    [Test]
    public async Task Failures_in_a_row_are_counted_from_the_first()
    {
        await ChangeAsync(new EndpointChange("crm") { Failed = true });
        await AdvanceAsync(Minute);
        await ChangeAsync(new EndpointChange("crm") { Failed = true });
        await AdvanceAsync(Minute);
        await ChangeAsync(new EndpointChange("erp") { Failed = true });

        var states = (await Store.GetEndpointStatesAsync(default)).ToDictionary(state => state.EndpointId);

        states.Should().HaveCount(2);
        states["crm"].ConsecutiveFailures.Should().Be(2);
        ShouldBe(states["crm"].FailingFor, 2 * Minute);
        states["erp"].ConsecutiveFailures.Should().Be(1);
        ShouldBe(states["erp"].FailingFor, TimeSpan.Zero);
    }

    [Test]
    public async Task A_success_ends_the_failures_in_a_row()
    {
        await ChangeAsync(new EndpointChange("crm") { Failed = true });
        await AdvanceAsync(Minute);

        (await ChangeAsync(new EndpointChange("crm") { Failed = false })).Should().Be(new EndpointState("crm"));

        var again = await ChangeAsync(new EndpointChange("crm") { Failed = true });
        again.ConsecutiveFailures.Should().Be(1);
        ShouldBe(again.FailingFor, TimeSpan.Zero);
    }

    [Test]
    public async Task A_change_leaves_alone_what_it_does_not_name()
    {
        await ChangeAsync(new EndpointChange("crm") { Failed = true, PauseFor = Minute, Disable = "by hand" });

        var state = await ChangeAsync(new EndpointChange("crm"));

        (state.ConsecutiveFailures, state.DisabledReason).Should().Be((1, "by hand"));
        ShouldBe(state.PausedFor, Minute);
    }

    [Test]
    public async Task Changes_are_made_in_the_order_of_the_list()
    {
        var states = await Store.ChangeEndpointsAsync(
            [new("crm") { Failed = true }, new("erp") { Failed = true }, new("crm") { Failed = true }], default);

        states.Select(state => (state.EndpointId, state.ConsecutiveFailures)).Should().Equal(("crm", 1), ("erp", 1), ("crm", 2));
    }

    [Test]
    public async Task Failures_that_many_report_at_once_are_all_counted()
    {
        await TogetherAsync(16, _ => Task.Run(() => ChangeAsync(new EndpointChange("crm") { Failed = true })));

        (await Store.GetEndpointStatesAsync(default)).Single().ConsecutiveFailures.Should().Be(16);
    }
}
