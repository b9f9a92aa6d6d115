using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class WebhookStoreTests
{
    [Test]
    public async Task A_call_that_is_cancelled_before_it_begins_stores_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        var number = await AddDeliveryAsync(Owing("crm"));
        await AddAsync(Owing("erp"));
        var dead = new NewMessage(Message(), [new NewDelivery("mail") { DeadReason = "does not fit" }]);
        await AddAsync(dead);
        var lease = (await LeaseOneAsync("erp")).Lease;
        var before = await AllAsync();
        var leaseCrm = new LeaseRequest([new LaneRoom("crm", 1, LeaseTime)], NextToken(), 1);
        Func<Task>[] calls =
        [
            async () => await Store.AddAsync([Owing("shop")], cancelled),
            async () => await Store.LeaseAsync(leaseCrm, cancelled),
            async () => await Store.RenewAsync([lease], 100 * LeaseTime, cancelled),
            async () => await Store.ReleaseAsync([lease], TimeSpan.Zero, cancelled),
            async () => await Store.SettleAsync([Delivered(lease) with { FollowUps = [Owing("shop")] }], cancelled),
            async () => await Store.GetEndpointStatesAsync(cancelled),
            async () => await Store.ChangeEndpointsAsync([new EndpointChange("crm") { Failed = true }], cancelled),
            async () => await Store.GetBacklogAsync(cancelled),
            async () => await Store.GetDocumentAsync("flow", "a", cancelled),
            async () => await Store.FindDocumentsAsync("flow", null, 10, cancelled),
            async () => await Store.PutDocumentsAsync([new DocumentWrite("flow", "a", 0, Json("1"))], cancelled),
            async () => await Store.GetMessageAsync(dead.Message.Id, cancelled),
            async () => await Store.FindDeliveriesAsync(new DeliveryQuery(), cancelled),
            async () => await Store.ReplayAsync([new Replay(dead.Message.Id, new NewDelivery("mail"))], cancelled),
            async () => await Store.CloseAsync([new Closing(number, DeliveryState.Dead, "by hand")], cancelled),
            async () => await Store.PurgeAsync(new Retention(TimeSpan.Zero, TimeSpan.Zero, 10), cancelled),
            async () => await Store.ReadFeedAsync(0, 10, cancelled),
        ];

        foreach (var call in calls)
        {
            await call.Should().ThrowAsync<OperationCanceledException>();
        }

        (await AllAsync()).Should().Equal(before);
        ShouldBe((await LeaseAsync("erp")).NextDue, LeaseTime);
        (await LeaseOneAsync()).Attempt.Should().Be(1);
    }

    [Test]
    public async Task An_open_that_is_cancelled_before_it_begins_throws()
    {
        var unopened = await CreateStoreAsync();

        var open = async () => await unopened.OpenAsync(() => { }, new CancellationToken(canceled: true));

        await open.Should().ThrowAsync<OperationCanceledException>();
        await DisposeAsync(unopened);
    }

    [Test]
    public async Task An_empty_list_has_no_results()
    {
        (await Store.AddAsync([], default)).Should().BeEmpty();
        (await Store.RenewAsync([], LeaseTime, default)).Should().BeEmpty();
        (await Store.ReleaseAsync([], TimeSpan.Zero, default)).Should().BeEmpty();
        (await Store.SettleAsync([], default)).Should().BeEmpty();
        (await Store.ChangeEndpointsAsync([], default)).Should().BeEmpty();
        (await Store.PutDocumentsAsync([], default)).Should().BeEmpty();
        (await Store.ReplayAsync([], default)).Should().BeEmpty();
        (await Store.CloseAsync([], default)).Should().BeEmpty();
    }

    [Test]
    public async Task A_list_of_a_thousand_is_one_call()
    {
        var messages = Enumerable.Range(0, 1000).Select(i => HandedOff(Keyed($"evt_{i}"), $"crm-{i % 10}")).ToArray();

        var added = await Store.AddAsync(messages, default);
        DeliveryLease[] leases = [.. added.Zip(messages, (result, message) =>
            new DeliveryLease(result.Deliveries[0].DeliveryId, message.Deliveries[0].Lease!.Value.Token))];

        (await Store.RenewAsync(leases, LeaseTime, default)).Should().HaveCount(1000).And.NotContain(false);
        var settled = await Store.SettleAsync([.. leases.Select(lease => Delivered(lease) with { FollowUps = [Owing("erp")] })], default);
        settled.Should().HaveCount(1000).And.OnlyContain(result => result.Outcome == SettleOutcome.Settled);
        (await Store.FindDeliveriesAsync(new() { State = DeliveryState.Delivered, Limit = 1000 }, default)).Should().HaveCount(1000);
        (await Store.GetBacklogAsync(default)).Should().ContainSingle().Which.Open.Should().Be(1000);
    }

    /// <summary>All that can be seen of the store.</summary>
    protected async Task<IReadOnlyList<string>> AllAsync() =>
    [
        .. (await Store.ReadFeedAsync(0, 1000, default)).Select(entry => TextOf(entry)),
        .. (await Store.FindDeliveriesAsync(new() { Limit = 1000 }, default)).Select(record => TextOf(record)),
        .. (await Store.GetEndpointStatesAsync(default)).OrderBy(state => state.EndpointId, StringComparer.Ordinal).Select(state => TextOf(state)),
        .. (await Store.GetBacklogAsync(default)).OrderBy(one => one.EndpointId, StringComparer.Ordinal).Select(one => TextOf(one)),
        .. await TextsAsync("flow"),
    ];
}
