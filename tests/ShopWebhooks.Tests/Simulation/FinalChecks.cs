using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.Simulation;

/// <summary>What can be said only in the end: the ledger, the endpoints' own records and the store agree, and nothing is missing.</summary>
internal static class FinalChecks
{
    public static void Make(World world)
    {
        if (world.History.Violation is not null)
        {
            return;
        }

        CheckWhatIsOwed(world);
        CheckOutcomes(world);
        CheckStore(world);
        CheckFollowUps(world);
    }

    public static void CheckNothingIsStuck(World world, SimulatedProcess process)
    {
        foreach (var entry in world.Ledger.Entries.Where(entry => entry.State == DeliveryState.Open))
        {
            world.History.Violate(
                Invariant.What_was_accepted_is_delivered_or_a_visible_dead_letter, $"{entry} is still open after {entry.Attempt} attempts");
        }

        if (process.CallsUnderWay > 0)
        {
            world.History.Violate(
                Invariant.What_was_accepted_is_delivered_or_a_visible_dead_letter, $"{process.CallsUnderWay} calls of the application never return");
        }
    }

    public static void CheckLanesAreFull(World world)
    {
        foreach (var endpoint in world.Endpoints.Where(endpoint => endpoint.IsOwedPlenty && endpoint.UnderWay != endpoint.Concurrency))
        {
            world.History.Violate(
                Invariant.Lane_slots_are_given_back,
                $"with more than enough to do, {endpoint.UnderWay} attempts are under way at {endpoint.Id}, which takes {endpoint.Concurrency}");
        }
    }

    private static void CheckWhatIsOwed(World world)
    {
        // What the others were owed, which are changed all the time, was looked at when it was stored.
        var declared = world.Endpoints.Where(endpoint => endpoint.Stored is null).ToArray();
        foreach (var (tag, messageId) in world.Ledger.MessageIds)
        {
            var entries = world.Ledger.Of(messageId);
            var message = entries[0].Message;
            var expected = declared.Where(endpoint => endpoint.Wants(message)).Select(endpoint => endpoint.Id);
            if (!entries.Select(entry => entry.EndpointId).Where(id => world.Stored.Find(id) is null).Order().SequenceEqual(expected.Order()))
            {
                world.History.Violate(
                    Invariant.A_message_is_owed_to_whom_it_concerns,
                    $"{tag} is owed to {string.Join(", ", entries.Select(entry => entry.EndpointId))}, not to {string.Join(", ", expected)}");
            }
        }
    }

    private static void CheckOutcomes(World world)
    {
        var endpoints = world.Endpoints.ToDictionary(endpoint => endpoint.Id, StringComparer.Ordinal);
        foreach (var entry in world.Ledger.Entries)
        {
            var endpoint = endpoints[entry.EndpointId];
            if (entry.State == DeliveryState.Delivered && !endpoint.Got(entry.Tag))
            {
                world.History.Violate(
                    Invariant.What_was_accepted_is_delivered_or_a_visible_dead_letter, $"{entry} is delivered, and the endpoint never got it");
            }

            if (entry.State == DeliveryState.Dead && entry.IsHasty(endpoint.Waits.Count + 1))
            {
                world.History.Violate(
                    Invariant.What_was_accepted_is_delivered_or_a_visible_dead_letter,
                    $"{entry} is dead after {entry.AttemptsOfSchedule} attempts, not for good reason: {entry.Reason}");
            }

            if (entry.AwaitsAnotherLease)
            {
                world.History.Violate(
                    Invariant.A_duplicate_is_acknowledged_and_not_handled_again, $"{entry} was made due again, and nobody took it up");
            }
        }
    }

    private static void CheckStore(World world)
    {
        var records = Records(world.Store);
        var found = records.ToDictionary(record => (record.Message.Id, record.EndpointId));
        foreach (var entry in world.Ledger.Entries)
        {
            var record = found.GetValueOrDefault((entry.Message.Id, entry.EndpointId));
            var attempts = record?.Attempts ?? [];
            if (record is null ? !world.StoreForgets : record.State != entry.State || record.Reason != entry.Reason)
            {
                world.History.Violate(
                    Invariant.What_was_accepted_is_delivered_or_a_visible_dead_letter,
                    $"{entry} is {record?.State.ToString() ?? "nowhere"} in the store, and was recorded as {entry.State}");
            }

            if (!attempts.Select(attempt => attempt.Number).SequenceEqual(Enumerable.Range(1, attempts.Count)))
            {
                world.History.Violate(
                    Invariant.One_attempt_at_a_time_under_one_lease_and_one_message_id,
                    $"the attempts of {entry} are numbered {string.Join(", ", attempts.Select(attempt => attempt.Number))}");
            }
        }

        if (records.Count > world.Ledger.Entries.Count)
        {
            world.History.Violate(
                Invariant.What_was_accepted_is_delivered_or_a_visible_dead_letter, "the store has deliveries that nobody asked it to take");
        }
    }

    private static List<DeliveryRecord> Records(InMemoryStore store)
    {
        var records = new List<DeliveryRecord>();
        IReadOnlyList<DeliveryRecord> page;
        do
        {
            var query = new DeliveryQuery { After = records.LastOrDefault()?.DeliveryId, Limit = 1000 };
            page = store.FindDeliveriesAsync(query, CancellationToken.None).AsTask().Result;
            records.AddRange(page);
        }
        while (page.Count > 0);

        return records;
    }

    private static void CheckFollowUps(World world)
    {
        var endpoints = world.Endpoints.ToDictionary(endpoint => endpoint.Id, StringComparer.Ordinal);
        var expected = world.Ledger.Entries
            .SelectMany(entry => entry.Successes.SelectMany(attempt => endpoints[entry.EndpointId].PlannedBy(entry.Tag, attempt)))
            .ToHashSet(StringComparer.Ordinal);
        var dispatched = world.Ledger.MessageIds.Keys.Where(Tag.IsFollowUp).ToHashSet(StringComparer.Ordinal);
        foreach (var missing in expected.Except(dispatched))
        {
            world.History.Violate(
                Invariant.Follow_ups_are_dispatched_exactly_as_often_as_success_is_recorded, $"the follow-up {missing} was never dispatched");
        }

        foreach (var unfounded in dispatched.Except(expected))
        {
            world.History.Violate(
                Invariant.Follow_ups_are_dispatched_exactly_as_often_as_success_is_recorded, $"the follow-up {unfounded} comes from no success");
        }
    }
}
