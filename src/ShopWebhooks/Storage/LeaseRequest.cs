namespace ShopWebhooks.Storage;

/// <summary>Asks for due deliveries.</summary>
/// <param name="Lanes">The endpoints the caller knows, with the room for each; no other endpoint's delivery is leased.</param>
/// <param name="FirstToken">The first fencing token to use; further deliveries of the batch get the next numbers.</param>
/// <param name="Limit">The most deliveries to lease in all; the store takes from the lanes in turn, so that none starves.</param>
public sealed record LeaseRequest(IReadOnlyList<LaneRoom> Lanes, long FirstToken, int Limit);
