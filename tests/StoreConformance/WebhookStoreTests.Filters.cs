using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class WebhookStoreTests
{
    protected static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Every_combination_of_filters_finds_what_matches_all_of_them()
    {
        var all = await AddOfEveryKindAsync();

        foreach (var query in EveryQuery(all[5].Message.Id))
        {
            var expected = all.Where(record => Matches(record, query)).Select(record => record.DeliveryId).ToArray();
            (await FoundAsync(query with { Limit = 1000 })).Should().Equal(expected, "of {0}", query);
            (await FoundAsync(query with { Limit = 1000, NewestFirst = true })).Should().Equal(Enumerable.Reverse(expected), "of {0}", query);
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_filtered_search_is_read_page_by_page_in_both_directions(bool newestFirst)
    {
        var all = await AddOfEveryKindAsync();
        var query = new DeliveryQuery { EndpointId = "crm", From = Noon.AddMinutes(1), NewestFirst = newestFirst, Limit = 3 };
        var expected = all.Where(record => Matches(record, query)).Select(record => record.DeliveryId);

        var pages = new List<long[]> { await FoundAsync(query) };
        while (pages[^1].Length > 0)
        {
            pages.Add(await FoundAsync(query with { After = pages[^1][^1] }));
        }

        pages.Count.Should().BeGreaterThan(3);
        pages.SkipLast(2).Should().OnlyContain(page => page.Length == 3, "only the last page is not full");
        pages.SelectMany(page => page).Should().Equal(newestFirst ? expected.Reverse() : expected);
    }

    [Test]
    public async Task What_is_found_after_a_purge_goes_on_behind_the_last_of_the_page_before()
    {
        var numbers = new List<long>();
        for (var i = 0; i < 6; i++)
        {
            numbers.Add(await AddDeliveryAsync(Owing(i == 1 ? "erp" : "crm")));
        }

        (await FoundAsync(new() { Limit = 2 })).Should().Equal(numbers[0], numbers[1]);
        await SettledAsync(Delivered((await LeaseOneAsync("erp")).Lease));
        await Store.PurgeAsync(new Retention(TimeSpan.Zero, TimeSpan.Zero, 10), default);

        (await FoundAsync(new() { After = numbers[1], Limit = 2 })).Should().Equal(numbers[2], numbers[3]);
        (await FoundAsync(new() { After = numbers[1], Limit = 2, NewestFirst = true })).Should().Equal(numbers[0]);
    }

    // Messages of two event types, tenants and endpoints, a minute apart in a mixed order, whose deliveries come to every state there is.
    private async Task<IReadOnlyList<DeliveryRecord>> AddOfEveryKindAsync()
    {
        foreach (var i in Enumerable.Range(0, 24).Select(i => i * 7 % 24))
        {
            var message = Message() with
            {
                EventType = i % 2 == 0 ? "new_order" : "new_lead",
                Tenant = (i % 3) switch { 0 => null, 1 => "a", _ => "b" },
                CreatedAt = Noon.AddMinutes(i % 4),
            };
            await AddAsync(Owing(message, i % 5 == 0 ? ["crm"] : ["crm", "erp"]));
        }

        var leased = (await LeaseAsync("crm", "erp")).Deliveries;
        await Store.ReleaseAsync([.. leased.Where((_, i) => i % 6 == 0).Select(delivery => delivery.Lease)], TimeSpan.Zero, default);
        await Store.SettleAsync([.. leased.Where((_, i) => i % 6 == 1).Select(delivery => Delivered(delivery.Lease))], default);
        await Store.SettleAsync([.. leased.Where((_, i) => i % 6 == 2).Select(delivery => Dead(delivery.Lease))], default);
        await Store.SettleAsync([.. leased.Where((_, i) => i % 6 == 3).Select(delivery => Retry(delivery.Lease, 10 * Minute))], default);
        await Store.CloseAsync(
            [.. leased.Where((_, i) => i % 6 == 4).Select(delivery => new Closing(delivery.Lease.DeliveryId, DeliveryState.Cancelled, "x"))],
            default);
        await Store.RenewAsync([.. leased.Where((_, i) => i % 12 == 5).Select(delivery => delivery.Lease)], 10 * Minute, default);
        await AdvanceAsync(Minute);

        var all = await Store.FindDeliveriesAsync(new() { Limit = 1000 }, default);
        all.Select(record => record.State).Distinct().Should().HaveCount(5);
        return all;
    }

    private static IEnumerable<DeliveryQuery> EveryQuery(string messageId) =>
        from state in Enum.GetValues<DeliveryState>().Cast<DeliveryState?>().Append(null)
        from endpoint in new[] { null, "crm", "erp", "nobody" }
        from message in new[] { null, messageId }
        from type in new[] { null, "new_lead" }
        from tenant in new[] { null, "a" }
        from range in new (DateTimeOffset? From, DateTimeOffset? To)[] { (null, null), (Noon.AddMinutes(1), null), (Noon, Noon.AddMinutes(3)) }
        select new DeliveryQuery
        {
            State = state,
            EndpointId = endpoint,
            MessageId = message,
            EventType = type,
            Tenant = tenant,
            From = range.From,
            To = range.To,
        };

    private static bool Matches(DeliveryRecord record, DeliveryQuery query) =>
        (query.State is null || record.State == query.State || (query.State == DeliveryState.Open && record.State == DeliveryState.Leased))
        && (query.EndpointId is null || record.EndpointId == query.EndpointId)
        && (query.MessageId is null || record.Message.Id == query.MessageId)
        && (query.EventType is null || record.Message.EventType == query.EventType)
        && (query.Tenant is null || record.Message.Tenant == query.Tenant)
        && (query.From is null || record.Message.CreatedAt >= query.From)
        && (query.To is null || record.Message.CreatedAt < query.To);
}
