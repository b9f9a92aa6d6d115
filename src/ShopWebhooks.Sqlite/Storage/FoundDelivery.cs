namespace ShopWebhooks.Sqlite.Storage;

/// <summary>A delivery as it stands.</summary>
/// <param name="Number">Its number.</param>
/// <param name="IsOpen">It is open or leased.</param>
/// <param name="IsBehind">It stands behind an earlier open one of its ordering key.</param>
internal readonly record struct FoundDelivery(long Number, bool IsOpen, bool IsBehind);
