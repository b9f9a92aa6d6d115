namespace ShopWebhooks.Storage;

/// <summary>Where a delivery stands.</summary>
public enum DeliveryState
{
    /// <summary>Owed, and waiting until it is due.</summary>
    Open,

    /// <summary>An attempt is being made.</summary>
    Leased,

    /// <summary>Final: the endpoint has it.</summary>
    Delivered,

    /// <summary>Final: given up, a dead letter. It can be replayed.</summary>
    Dead,

    /// <summary>Final: no longer owed.</summary>
    Cancelled,
}
