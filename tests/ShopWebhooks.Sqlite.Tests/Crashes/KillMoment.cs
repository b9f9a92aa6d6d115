namespace ShopWebhooks.Sqlite.Tests.Crashes;

/// <summary>What a kill follows upon, so closely that the shop is in the middle of it, or of the next one.</summary>
internal enum KillMoment
{
    /// <summary>The file is opened: migrated, its leases released, what was under way leased anew.</summary>
    Opening,

    /// <summary>A caller has its receipt; the others of a burst wait for theirs.</summary>
    Accepted,

    /// <summary>A sender has its answer.</summary>
    Acknowledged,

    /// <summary>The sink was sent a webhook, and has not answered yet.</summary>
    Sent,

    /// <summary>A handler is at work.</summary>
    Handling,

    /// <summary>The end of an attempt was stored.</summary>
    Recorded,
}
