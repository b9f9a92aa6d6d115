namespace ShopWebhooks.Storage;

/// <summary>What became of one <see cref="NewMessage"/>.</summary>
/// <param name="Outcome">Added, known or no room.</param>
/// <param name="MessageId">The id of the stored message: of the earlier one when it was known.</param>
public sealed record AddResult(AddOutcome Outcome, string MessageId)
{
    /// <summary>
    /// When added: one for each of <see cref="NewMessage.Deliveries"/>, in that order. The lease is that of the hand-off, or null where
    /// none was asked for or the store declined it.
    /// </summary>
    public IReadOnlyList<AddedDelivery> Deliveries { get; init; } = [];

    /// <summary>When known: how many dead deliveries were made due again.</summary>
    public int Rearmed { get; init; }

    /// <summary>When full because one endpoint has used up its share: which. Null when the whole store is full.</summary>
    public string? FullEndpointId { get; init; }
}
