namespace ShopWebhooks.Storage;

/// <summary>Keeps messages, deliveries, attempts, endpoint states and documents, and leases due deliveries.</summary>
/// <remarks>
/// <para>A store only keeps and leases. Every decision (how long to wait, when to give up, what is a duplicate) is the core's.</para>
/// <para>The methods that change something take a list and give one result for each item, in the order of the list. An item is stored whole
/// or not at all, and finds what those before it in the list have stored; a call is one transaction. A method that throws has stored
/// nothing, as far as it knows, and its answer may have been lost. Repeating is safe for what names a message, a lease or a state:
/// <see cref="AddAsync"/> with a message id that is stored already returns the first call's result (only what was handed off, and is behind
/// another, is told as it is now) and makes nothing due again, <see cref="SettleAsync"/> with the lease that was settled last settles it
/// again, to the same effect, also when the delivery has been leased anew; to renew, release or close twice is the same as once, though the
/// second release or closing is answered by false. It is not for <see cref="PutDocumentsAsync"/> (the second time finds the version of the
/// first), <see cref="ChangeEndpointsAsync"/> (a failure counts twice) and <see cref="ReplayAsync"/>.</para>
/// <para>A store that cannot get through throws <see cref="StoreUnavailableException"/> within 30 seconds rather than keep its caller
/// waiting. Any other exception means that something in the list is to blame: the caller tries the list in halves.</para>
/// <para>A lease that ran out is lost only when the delivery is leased again; until then its holder may renew, release and settle.</para>
/// <para>Times are given as durations and counted on the store's clock, so that the clocks of several processes do not matter. A negative
/// duration is zero: at once. One beyond all counting, as <see cref="TimeSpan.MaxValue"/>, is never.</para>
/// <para>All members are thread-safe. Texts reach a store checked: well-formed, without NUL, bounded in length. What is kept comes back as
/// it was: texts to the letter, and compared so (no two that differ are the same key); moments and durations to the tick (100 ns); headers
/// in their order, with those of one name; an address as it was written, relative or absolute; a body of no bytes as a body.</para>
/// <para>A call whose token is cancelled already throws <see cref="OperationCanceledException"/> and stores nothing.</para>
/// <para>A store that outlives its process loses nothing it has answered for, and its times go on while it is closed. Where one process
/// owns the data, to open it ends the leases of the owner before: what was leased is due at once, as if its lease had run out.</para>
/// </remarks>
public interface IWebhookStore
{
    /// <summary>Opens the store, and creates or migrates what it needs. Called once, before every other member.</summary>
    /// <param name="wake">
    /// To be called, on any thread and not too often, when something may be due of which the engine of this process does not know: another
    /// process has stored it, or somebody has replayed it, or closed what stood before it in its order.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask OpenAsync(Action wake, CancellationToken cancellationToken);

    /// <summary>Stores messages with what they owe, unless they are known or there is no room.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<AddResult>> AddAsync(IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken);

    /// <summary>
    /// Leases due deliveries, of each endpoint first what has been due longest, and spends one attempt number of each. A delivery whose
    /// earlier lease ran out gets an attempt <see cref="AttemptOutcome.Lost"/> recorded first: with its number, from when it was leased
    /// until its lease ended, and the decision "lost: the lease ended without a result". Nothing is leased of an endpoint that is paused or
    /// disabled, nor behind an earlier open delivery of the same endpoint and ordering key.
    /// </summary>
    /// <param name="request">The lanes and their room.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<LeaseBatch> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken);

    /// <summary>Makes leases last longer, counted from now. False for one that has been lost.</summary>
    /// <param name="leases">The leases.</param>
    /// <param name="duration">How long from now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<bool>> RenewAsync(IReadOnlyList<DeliveryLease> leases, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>
    /// Gives leases back unused: the deliveries are open again, and their attempt numbers are not spent. False for a lost one.
    /// </summary>
    /// <param name="leases">The leases.</param>
    /// <param name="dueIn">How long from now until the deliveries are due again; zero for at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<bool>> ReleaseAsync(IReadOnlyList<DeliveryLease> leases, TimeSpan dueIn, CancellationToken cancellationToken);

    /// <summary>
    /// Records attempts and what follows from them, within one settlement in this order: the documents, which may conflict; the attempt and
    /// the state; the endpoint; the follow-ups, which so find a delivery that has ended no longer in their way.
    /// </summary>
    /// <param name="settlements">The settlements.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<SettleResult>> SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken);

    /// <summary>The states of all endpoints that have one; an endpoint that is missing here has nothing to tell.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<EndpointState>> GetEndpointStatesAsync(CancellationToken cancellationToken);

    /// <summary>Changes endpoint states; the results are the states afterwards.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<EndpointState>> ChangeEndpointsAsync(
        IReadOnlyList<EndpointChange> changes, CancellationToken cancellationToken);

    /// <summary>What each endpoint is owed; endpoints that are owed nothing are left out.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<EndpointBacklog>> GetBacklogAsync(CancellationToken cancellationToken);

    /// <summary>A document; null when there is none.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<Document?> GetDocumentAsync(string kind, string key, CancellationToken cancellationToken);

    /// <summary>
    /// The documents of a kind, ordered by key: ordinal, where the characters beyond U+FFFF may stand before or behind U+E000 to U+FFFF.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="after">The key behind which to start; null for the beginning.</param>
    /// <param name="limit">The most to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<Document>> FindDocumentsAsync(string kind, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Writes documents by compare-and-swap. The results are the new versions: 0 for a deleted one, null where the expected version was not
    /// found and nothing was written. To delete what is not there, expecting version 0, is a write as well.
    /// </summary>
    /// <param name="writes">The writes; each stands alone.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<long?>> PutDocumentsAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken);

    /// <summary>A message by its id; null when there is none.</summary>
    /// <param name="messageId">The id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<WebhookMessage?> GetMessageAsync(string messageId, CancellationToken cancellationToken);

    /// <summary>Finds deliveries, ordered by number: oldest first, or newest first where the query says so.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<DeliveryRecord>> FindDeliveriesAsync(DeliveryQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Owes messages to endpoints (again). False where the message is unknown, or is owed to that endpoint already. Attempts and their
    /// numbers go on; what counts them (the schedule, those lost in a row) starts anew.
    /// </summary>
    /// <param name="replays">What to replay.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<bool>> ReplayAsync(IReadOnlyList<Replay> replays, CancellationToken cancellationToken);

    /// <summary>
    /// Ends open and leased deliveries; the lease of an attempt under way is lost, its number stays spent, and no attempt is recorded of
    /// it. False for a delivery that is unknown or final.
    /// </summary>
    /// <param name="closings">What to end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<bool>> CloseAsync(IReadOnlyList<Closing> closings, CancellationToken cancellationToken);

    /// <summary>
    /// Removes messages that have been final for long enough, those first that have been so longest; returns how many. A message that owes
    /// nothing is final from the beginning, one that is replayed anew from its new end. Their deliveries and attempts go with them, and no
    /// later delivery gets the number, no later message the position of one that was removed. Dedupe keys are remembered for 7 days from
    /// acceptance, even when the message is gone sooner.
    /// </summary>
    /// <param name="retention">How long they are kept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<int> PurgeAsync(Retention retention, CancellationToken cancellationToken);

    /// <summary>Reads the feed of accepted messages, oldest first.</summary>
    /// <param name="after">The position behind which to start; 0 for the beginning.</param>
    /// <param name="limit">The most to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<FeedEntry>> ReadFeedAsync(long after, int limit, CancellationToken cancellationToken);
}
